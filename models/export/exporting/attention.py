"""Names and shapes that decoders with a key-value cache share."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from exporting.parity import Comparison, Run

MASKED = -1e9


def names(prefix: str, layers: int) -> list[str]:
    return [f"{prefix}.{layer}.{part}" for layer in range(layers) for part in ("key", "value")]


def split_heads(x: Tensor, heads: int) -> Tensor:
    """[B, T, heads * size] -> [B, heads, T, size]"""
    batch, length, width = x.shape
    return x.view(batch, length, heads, width // heads).transpose(1, 2)


def attend(query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None = None) -> Tensor:
    """Scaled dot-product attention; heads joined again: [B, T, heads * size]."""
    weights = query @ key.transpose(2, 3) * query.shape[-1] ** -0.5
    if mask is not None:
        weights = weights + mask
    mixed = (weights.softmax(-1) @ value).transpose(1, 2)
    return mixed.reshape(mixed.shape[0], mixed.shape[1], -1)


def remember(own: nn.Module, states: Tensor, key: Tensor, value: Tensor) -> tuple[Tensor, Tensor]:
    """The cached keys and values, and those of `states`."""
    heads = own.num_heads
    return torch.cat([key, split_heads(own.k_proj(states), heads)], 2), torch.cat([value, split_heads(own.v_proj(states), heads)], 2)


def look(own: nn.Module, states: Tensor, key: Tensor, value: Tensor, mask: Tensor | None = None) -> Tensor:
    """What a layer with the projections q_proj and out_proj makes of `states` and keys and values at hand."""
    return own.out_proj(attend(split_heads(own.q_proj(states), own.num_heads), key, value, mask))


def causal_mask(past: int, new: int) -> tuple[Tensor, Tensor]:
    """Positions of the new tokens, and what each may not see."""
    positions = torch.arange(past, past + new)
    hidden = torch.arange(past + new)[None, :] > positions[:, None]
    return positions, torch.where(hidden, MASKED, 0.0)[None, None]


def example(layers: int, heads: int, size: int, length: int, vocabulary: int) -> tuple[tuple, tuple]:
    """Three beams with four cached tokens that read two more about one thing of `length` states, and which
    dimensions of that are free."""
    past = [torch.randn(3, heads, 4, size) for _ in range(2 * layers)]
    cross = [torch.randn(1, heads, length, size) for _ in range(2 * layers)]
    free = torch.export.Dim.DYNAMIC
    shapes = ({0: free, 1: free}, [{0: free, 2: free}] * len(past), [{2: free}] * len(cross))
    return (torch.randint(0, vocabulary, (3, 2)), past, cross), shapes


def compare_steps(comparison: Comparison, run: Run, cross: dict[str, Tensor], ids: Tensor, wanted: Tensor, heads: int,
                  size: int) -> None:  # fmt: skip
    """Lets the decoder read `ids` [B,T] four at once and then one by one, with its cache, and compares the scores after
    each step with `wanted` [B,T,V], computed without a cache."""
    past = {name.replace("cross.", "past."): torch.zeros(ids.shape[0], heads, 0, size) for name in cross}
    at = 0
    for count in (4, *[1] * (ids.shape[1] - 4)):
        outputs = run("decoder_model", {"input_ids": ids[:, at : at + count], **past, **cross})
        past = {name: torch.from_numpy(outputs[name.replace("past.", "present.")]) for name in past}
        at += count
        comparison.add("decoder_model", outputs["logits"], wanted[:, at - 1])
