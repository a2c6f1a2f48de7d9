"""M2M100 (Fan et al. 2020) as two graphs. Attribute names are those of M2M100ForConditionalGeneration, so that every
weight keeps its name in the checkpoint."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from transformers import M2M100ForConditionalGeneration

from exporting import translator
from exporting.attention import causal_mask, look, remember
from exporting.graph import Graph
from exporting.parity import Comparison, Run
from exporting.weightless import Family

FAMILY = Family(
    "m2m100",
    config=(
        "encoder_attention_heads", "decoder_attention_heads", "activation_function", "scale_embedding", "pad_token_id",
    ),
    free={name: 0 for name in
          ("model.shared.weight", "model.encoder.embed_tokens.weight", "model.decoder.embed_tokens.weight", "lm_head.weight")},
)  # fmt: skip


class Waves(nn.Module):
    """Positions, computed rather than looked up: no checkpoint holds a table of them."""

    def __init__(self, model: M2M100ForConditionalGeneration):
        super().__init__()
        waves = model.config.d_model // 2
        self.pad = model.config.pad_token_id
        self.register_buffer("frequencies", torch.exp(torch.arange(waves).float() * -(math.log(10000) / (waves - 1))))

    def forward(self, input_ids: Tensor, past: int) -> Tensor:
        """[B,S] -> [B,S,width]; the first position is the one behind the padding's, which has none."""
        kept = (input_ids != self.pad).int()
        places = kept.cumsum(1) + past + self.pad
        angles = places[..., None].float() * self.frequencies
        return torch.cat([angles.sin(), angles.cos()], -1) * kept[..., None]


class Encoder(nn.Module):
    """input_ids [1,S] -> cross.{i}.key, cross.{i}.value [1,heads,S,size] of every decoder layer."""

    def __init__(self, model: M2M100ForConditionalGeneration):
        super().__init__()
        self.model, self.waves = model.model, Waves(model)

    def forward(self, input_ids: Tensor) -> tuple[Tensor, ...]:
        encoder = self.model.encoder
        hidden = encoder.embed_tokens(input_ids) + self.waves(input_ids, 0)
        for layer in encoder.layers:
            hidden = layer(hidden, None)
        return translator.keys_and_values(self.model.decoder.layers, encoder.layer_norm(hidden))


class Step(nn.Module):
    """input_ids [B,S], past.* [B,heads,P,size], cross.* [1 or B,heads,T,size]
    -> logits [B,V] of the last position, present.* [B,heads,P+S,size]."""

    def __init__(self, model: M2M100ForConditionalGeneration):
        super().__init__()
        self.model, self.lm_head, self.waves = model.model, model.lm_head, Waves(model)

    def forward(self, input_ids: Tensor, past: list[Tensor], cross: list[Tensor]) -> tuple[Tensor, ...]:
        decoder, before = self.model.decoder, past[0].shape[2]
        _, mask = causal_mask(before, input_ids.shape[1])
        hidden = decoder.embed_tokens(input_ids) + self.waves(input_ids, before)
        present = []
        for i, layer in enumerate(decoder.layers):
            normal = layer.self_attn_layer_norm(hidden)
            key, value = remember(layer.self_attn, normal, *past[2 * i : 2 * i + 2])
            present += [key, value]
            hidden = hidden + look(layer.self_attn, normal, key, value, mask)
            hidden = hidden + look(layer.encoder_attn, layer.encoder_attn_layer_norm(hidden), *cross[2 * i : 2 * i + 2])
            hidden = hidden + layer.fc2(layer.activation_fn(layer.fc1(layer.final_layer_norm(hidden))))
        return self.lm_head(decoder.layer_norm(hidden)[:, -1]), *present


def graphs(model: M2M100ForConditionalGeneration) -> list[Graph]:
    return translator.graphs(model, Encoder(model), Step(model))


def compare(model: M2M100ForConditionalGeneration, run: Run) -> Comparison:
    return translator.compare(model, run, *translator.sentences(model))
