"""Marian (Junczys-Dowmunt et al. 2018) as two graphs. Attribute names are those of MarianMTModel, so that every
weight keeps its name in the checkpoint."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from transformers import MarianMTModel

from exporting.attention import attend, causal_mask, compare_steps, example, names, split_heads
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
        looks = [layer.encoder_attn for layer in self.model.decoder.layers]
        return tuple(split_heads(part(states), look.num_heads) for look in looks for part in (look.k_proj, look.v_proj))


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
            own, look = layer.self_attn, layer.encoder_attn
            heads = own.num_heads
            key = torch.cat([past[2 * i], split_heads(own.k_proj(hidden), heads)], 2)
            value = torch.cat([past[2 * i + 1], split_heads(own.v_proj(hidden), heads)], 2)
            present += [key, value]
            heard = attend(split_heads(own.q_proj(hidden), heads), key, value, mask)
            hidden = layer.self_attn_layer_norm(hidden + own.out_proj(heard))
            seen = attend(split_heads(look.q_proj(hidden), heads), cross[2 * i], cross[2 * i + 1])
            hidden = layer.encoder_attn_layer_norm(hidden + look.out_proj(seen))
            hidden = layer.final_layer_norm(hidden + layer.fc2(layer.activation_fn(layer.fc1(hidden))))
        return self.lm_head(hidden[:, -1]) + self.final_logits_bias, *present


def graphs(model: MarianMTModel) -> list[Graph]:
    config, free = model.config, torch.export.Dim.DYNAMIC
    layers, heads = config.decoder_layers, config.decoder_attention_heads
    source = torch.randint(0, config.vocab_size, (1, 11))
    inputs, shapes = example(layers, heads, config.d_model // heads, 11, config.decoder_vocab_size)
    past, cross = names("past", layers), names("cross", layers)
    return [
        Graph("encoder_model", Encoder(model), (source,), ["input_ids"], cross, ({1: free},)),
        Graph("decoder_model", Step(model), inputs, ["input_ids", *past, *cross], ["logits", *names("present", layers)],
              shapes, free_batch="cross."),
    ]  # fmt: skip


@torch.no_grad()
def compare(model: MarianMTModel, run: Run) -> Comparison:
    """A sentence, then three beams that translate it, against Hugging Face's model without a cache."""
    config, comparison, generator = model.config, Comparison(), torch.Generator().manual_seed(1)
    heads, size = config.decoder_attention_heads, config.d_model // config.decoder_attention_heads
    source = torch.randint(0, config.vocab_size, (1, 9), generator=generator)
    cross = run("encoder_model", {"input_ids": source})
    for name, wanted in zip(names("cross", config.decoder_layers), Encoder(model)(source), strict=True):
        comparison.add("encoder_model", cross[name], wanted)
    ids = torch.randint(0, config.decoder_vocab_size, (3, 9), generator=generator)
    wanted = model(input_ids=source.expand(3, -1), decoder_input_ids=ids).logits
    looks = {name: torch.from_numpy(values) for name, values in cross.items()}
    compare_steps(comparison, run, looks, ids, wanted, heads, size)
    return comparison
