"""Marian (Junczys-Dowmunt et al. 2018) as two graphs. Attribute names are those of MarianMTModel, so that every
weight keeps its name in the checkpoint."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from transformers import MarianMTModel

from exporting import translator
from exporting.attention import causal_mask, look, remember
from exporting.graph import Graph
from exporting.parity import Comparison, Run
from exporting.weightless import Family

FAMILY = Family(
    "marian",
    config=(
        "encoder_attention_heads", "decoder_attention_heads", "activation_function", "scale_embedding",
    ),
    free={
        "model.encoder.embed_tokens.weight": 0, "model.decoder.embed_tokens.weight": 0, "lm_head.weight": 0,
        "model.encoder.embed_positions.weight": 0, "model.decoder.embed_positions.weight": 0, "final_logits_bias": 1,
    },
    aliases={name: ["model.shared.weight"] for name in
             ("model.encoder.embed_tokens.weight", "model.decoder.embed_tokens.weight", "lm_head.weight")},
    derived={f"model.{side}.embed_positions.weight": "sinusoid" for side in ("encoder", "decoder")},
)  # fmt: skip


class Encoder(nn.Module):
    """input_ids [1,S] -> cross.{i}.key, cross.{i}.value [1,heads,S,size] of every decoder layer."""

    def __init__(self, model: MarianMTModel):
        super().__init__()
        self.model = model.model

    def forward(self, input_ids: Tensor) -> tuple[Tensor, ...]:
        states = self.model.encoder(input_ids=input_ids).last_hidden_state
        return translator.keys_and_values(self.model.decoder.layers, states)


class Step(nn.Module):
    """input_ids [B,S], past.* [B,heads,P,size], cross.* [1 or B,heads,T,size]
    -> logits [B,V] of the last position, present.* [B,heads,P+S,size]."""

    def __init__(self, model: MarianMTModel):
        super().__init__()
        self.model, self.lm_head = model.model, model.lm_head
        self.register_buffer("final_logits_bias", model.final_logits_bias)

    def forward(self, input_ids: Tensor, past: list[Tensor], cross: list[Tensor]) -> tuple[Tensor, ...]:
        decoder = self.model.decoder
        positions, mask = causal_mask(past[0].shape[2], input_ids.shape[1])
        hidden = decoder.embed_tokens(input_ids) * decoder.embed_scale
        hidden = hidden + nn.functional.embedding(positions, decoder.embed_positions.weight)[None]
        present = []
        for i, layer in enumerate(decoder.layers):
            key, value = remember(layer.self_attn, hidden, *past[2 * i : 2 * i + 2])
            present += [key, value]
            hidden = layer.self_attn_layer_norm(hidden + look(layer.self_attn, hidden, key, value, mask))
            seen = look(layer.encoder_attn, hidden, *cross[2 * i : 2 * i + 2])
            hidden = layer.encoder_attn_layer_norm(hidden + seen)
            hidden = layer.final_layer_norm(hidden + layer.fc2(layer.activation_fn(layer.fc1(hidden))))
        return self.lm_head(hidden[:, -1]) + self.final_logits_bias, *present


def graphs(model: MarianMTModel) -> list[Graph]:
    return translator.graphs(model, Encoder(model), Step(model))


def compare(model: MarianMTModel, run: Run) -> Comparison:
    return translator.compare(model, run, *translator.sentences(model))
