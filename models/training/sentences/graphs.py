"""The two ONNX graphs of a Marian model: the encoder with every layer's cross-attention keys and values,
and the decoder with a flat key and value cache (a cache of length 0 starts a sentence)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime
import torch
from torch import Tensor, nn
from torch.export import Dim
from transformers import MarianMTModel

from learning.graphs import without_traces

OPSET = 20
MASKED = -1e9


def tensor_names(prefix: str, layers: int) -> list[str]:
    return [f"{prefix}.{layer}.{part}" for layer in range(layers) for part in ("key", "value")]


def _heads(x: Tensor, heads: int) -> Tensor:
    """[B, T, D] as [B, heads, T, D / heads]."""
    batch, length, width = x.shape
    return x.view(batch, length, heads, width // heads).transpose(1, 2)


class EncoderGraph(nn.Module):
    """input_ids int64 [1, S] → cross.{i}.key and cross.{i}.value, each [1, heads, S, width of a head]."""

    def __init__(self, model: MarianMTModel):
        super().__init__()
        self.encoder = model.model.encoder
        self.attentions = nn.ModuleList(layer.encoder_attn for layer in model.model.decoder.layers)

    def forward(self, input_ids: Tensor) -> tuple[Tensor, ...]:
        states = self.encoder(input_ids=input_ids).last_hidden_state
        return tuple(
            _heads(project(states), attention.num_heads)
            for attention in self.attentions
            for project in (attention.k_proj, attention.v_proj)
        )


class DecoderGraph(nn.Module):
    """input_ids int64 [B, S], past.* [B, heads, P, dh], cross.* [1 or B, heads, T, dh]
    → logits [B, V] of the last position, present.* [B, heads, P + S, dh]."""

    def __init__(self, model: MarianMTModel):
        super().__init__()
        self.decoder = model.model.decoder
        self.head = model.lm_head
        self.scale = self.decoder.embed_scale
        self.register_buffer("bias", model.final_logits_bias)

    def forward(self, input_ids: Tensor, past: list[Tensor], cross: list[Tensor]) -> tuple[Tensor, ...]:
        before, length = past[0].shape[2], input_ids.shape[1]
        positions = torch.arange(before, before + length)
        hidden = self.decoder.embed_tokens(input_ids) * self.scale
        hidden = hidden + nn.functional.embedding(positions, self.decoder.embed_positions.weight)[None]
        ahead = torch.arange(before + length)[None, :] > positions[:, None]
        mask = torch.where(ahead, MASKED, 0.0)[None, None]
        present = []
        for i, layer in enumerate(self.decoder.layers):
            attention = layer.self_attn
            key = torch.cat([past[2 * i], _heads(attention.k_proj(hidden), attention.num_heads)], 2)
            value = torch.cat([past[2 * i + 1], _heads(attention.v_proj(hidden), attention.num_heads)], 2)
            present += [key, value]
            hidden = layer.self_attn_layer_norm(hidden + self._attend(attention, hidden, key, value, mask))
            attention = layer.encoder_attn
            told = self._attend(attention, hidden, cross[2 * i], cross[2 * i + 1], None)
            hidden = layer.encoder_attn_layer_norm(hidden + told)
            widened = layer.activation_fn(layer.fc1(hidden))
            hidden = layer.final_layer_norm(hidden + layer.fc2(widened))
        return (self.head(hidden[:, -1]) + self.bias, *present)

    @staticmethod
    def _attend(attention: nn.Module, hidden: Tensor, key: Tensor, value: Tensor, mask: Tensor | None) -> Tensor:
        query = _heads(attention.q_proj(hidden), attention.num_heads)
        weights = query @ key.transpose(2, 3) * query.shape[-1] ** -0.5
        if mask is not None:
            weights = weights + mask
        mixed = (weights.softmax(-1) @ value).transpose(1, 2)
        return attention.out_proj(mixed.reshape(hidden.shape))


def export_graphs(model: MarianMTModel, folder: Path) -> None:
    """Write `encoder_model.onnx` and `decoder_model.onnx` in single precision into `folder`."""
    model = model.eval()
    config, free = model.config, Dim.DYNAMIC
    layers, heads = config.decoder_layers, config.decoder_attention_heads
    width = config.d_model // heads
    cross, past = tensor_names("cross", layers), tensor_names("past", layers)
    options = {"dynamo": True, "opset_version": OPSET, "external_data": False, "verbose": False}
    folder.mkdir(parents=True, exist_ok=True)
    source = torch.full((1, 11), 5)
    with torch.no_grad():
        torch.onnx.export(
            EncoderGraph(model).eval(), (source,), str(folder / "encoder_model.onnx"),
            input_names=["input_ids"], output_names=cross, dynamic_shapes=({1: free},), **options)
        inputs = (
            torch.full((3, 2), 5),
            [torch.zeros(3, heads, 4, width) for _ in past],
            [torch.zeros(1, heads, 11, width) for _ in cross],
        )
        torch.onnx.export(
            DecoderGraph(model).eval(), inputs, str(folder / "decoder_model.onnx"),
            input_names=["input_ids", *past, *cross],
            output_names=["logits", *tensor_names("present", layers)],
            dynamic_shapes=({0: free, 1: free}, [{0: free, 2: free}] * len(past), [{0: free, 2: free}] * len(cross)),
            **options)
    for part in ("encoder", "decoder"):
        without_traces(folder / f"{part}_model.onnx")


def largest_difference(model: MarianMTModel, folder: Path) -> float:
    """Greatest absolute difference of the logits between `model` and the graphs in `folder`, over three beams of
    random tokens fed first two at a time, then one by one with the cache."""
    session = {part: onnxruntime.InferenceSession(folder / f"{part}_model.onnx") for part in ("encoder", "decoder")}
    config = model.config
    layers, heads = config.decoder_layers, config.decoder_attention_heads
    generator = torch.Generator().manual_seed(0)
    source = torch.randint(3, config.vocab_size, (1, 9), generator=generator)
    target = torch.randint(3, config.vocab_size, (3, 10), generator=generator)
    with torch.no_grad():
        wanted = model.eval()(input_ids=source.expand(3, -1), decoder_input_ids=target).logits.numpy()
    cross = dict(zip(tensor_names("cross", layers), session["encoder"].run(None, {"input_ids": source.numpy()})))
    names = tensor_names("past", layers)
    past = {name: np.zeros((3, heads, 0, config.d_model // heads), np.float32) for name in names}
    worst = 0.0
    for start, end in [(0, 2), *((i, i + 1) for i in range(2, 10))]:
        feed = {"input_ids": target[:, start:end].numpy(), **past, **cross}
        logits, *present = session["decoder"].run(None, feed)
        past = dict(zip(names, present))
        worst = max(worst, float(np.abs(logits - wanted[:, end - 1]).max()))
    return worst
