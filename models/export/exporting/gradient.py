"""Derivatives written out, since the runtime has none of its own: what Grad-CAM (Selvaraju et al. 2017) needs of a tower's
last block, in a graph. Weights are used as they stand in the checkpoint, `x W` where the way forward has `x Wᵀ`."""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from torch import Tensor, nn
from transformers import PreTrainedModel

from exporting.parity import Comparison, Run

OUTPUTS = ["image_embeds", "heatmap"]
"""[B,D] as of the tower itself; [B,rows,columns]: how much every cell speaks for the prompt, not cut off at 0."""


def of_odds(embeds: Tensor, texts: Tensor) -> Tensor:
    """Derivative of s₀ − log Σ exp sₖ (k > 0) by the embedding e [B,D], where sₖ = e/|e| · tₖ.

    `texts` [K,D], K > 1: the prompt, then what it is set against, unit vectors times the logit scale. A row of zeros
    sets the prompt against nothing.
    """
    length = embeds.norm(dim=-1, keepdim=True)
    direction = embeds / length
    prompt, others = texts[:1], texts[1:]
    wanted = prompt - (direction @ others.T).softmax(-1) @ others
    return (wanted - (wanted * direction).sum(-1, keepdim=True) * direction) / length


def through_norm(gradient: Tensor, x: Tensor, weight: Tensor, epsilon: float) -> Tensor:
    """From the result of a layer normalisation over the last axis back to its input `x`."""
    centred = x - x.mean(-1, keepdim=True)
    spread = (centred.square().mean(-1, keepdim=True) + epsilon).sqrt()
    unit, scaled = centred / spread, gradient * weight
    return (scaled - scaled.mean(-1, keepdim=True) - unit * (scaled * unit).mean(-1, keepdim=True)) / spread


def slope(activation: str, x: Tensor) -> Tensor:
    """Derivative of an activation, by its name in transformers."""
    if activation == "gelu":
        return 0.5 * (1 + torch.erf(x / math.sqrt(2))) + x * torch.exp(-0.5 * x.square()) / math.sqrt(2 * math.pi)
    if activation == "quick_gelu":
        chance = torch.sigmoid(1.702 * x)
        return chance * (1 + 1.702 * x * (1 - chance))
    if activation == "gelu_pytorch_tanh":
        factor = math.sqrt(2 / math.pi)
        bent = torch.tanh(factor * (x + 0.044715 * x**3))
        return 0.5 * (1 + bent) + 0.5 * x * (1 - bent.square()) * factor * (1 + 3 * 0.044715 * x.square())
    raise SystemExit(f"The derivative of {activation} is not written out.")


def through_mlp(gradient: Tensor, mlp: nn.Module, hidden: Tensor, activation: str) -> Tensor:
    """From the result of fc2(activation(fc1(x))) back to x; `hidden`: what fc1 gave."""
    return (gradient @ mlp.fc2.weight * slope(activation, hidden)) @ mlp.fc1.weight


class Attended:
    """One query that looks at cells [B,N,W] with several heads, and the way back to them.

    `query` [B,W] or [1,W]; weights [W,W] and biases [W] of keys and values; `skipped` first cells are looked at, too,
    but belong to no place of the picture.
    """

    def __init__(self, query: Tensor, cells: Tensor, keys: tuple[Tensor, Tensor], values: tuple[Tensor, Tensor], heads: int,
                 skipped: int = 0):  # fmt: skip
        self.key_weight, self.value_weight, self.skipped = keys[0], values[0], skipped
        size = query.shape[-1] // heads
        self.scale = size**-0.5
        self.query = query.unflatten(-1, (heads, size))
        k = nn.functional.linear(cells, *keys).unflatten(-1, (heads, size)).transpose(1, 2)
        self.values = nn.functional.linear(cells, *values).unflatten(-1, (heads, size)).transpose(1, 2)
        self.shares = ((k @ self.query[..., None])[..., 0] * self.scale).softmax(-1)
        self.mixed = (self.shares[..., None, :] @ self.values)[..., 0, :]

    @property
    def result(self) -> Tensor:
        """[B,W], before the output projection."""
        return self.mixed.flatten(-2)

    def mean_gradient(self, gradient: Tensor) -> Tensor:
        """[B,W]: from the result back to the cells, as the mean over those that have a place."""
        g = gradient.unflatten(-1, self.mixed.shape[-2:])
        told = (self.values @ g[..., None])[..., 0] - (g * self.mixed).sum(-1, keepdim=True)
        shares = self.shares[..., self.skipped :]
        by_value = shares.mean(-1, keepdim=True) * g
        by_key = (shares * told[..., self.skipped :]).mean(-1, keepdim=True) * self.query * self.scale
        return by_value.flatten(-2) @ self.value_weight + by_key.flatten(-2) @ self.key_weight


def weighted(cells: Tensor, weights: Tensor) -> Tensor:
    """Cells [B,N,W] of a square and one weight a channel [B,W] -> [B,√N,√N]."""
    side = math.isqrt(cells.shape[1])
    return (cells @ weights[..., None])[..., 0].unflatten(-1, (side, side))


def grad_cam(model: PreTrainedModel, cells: nn.Module, skipped: int, pixels: Tensor, texts: Tensor) -> Tensor:
    """[B,rows,columns] by autograd: the mean derivative of a channel over the patches, which `cells` gives behind `skipped`
    others, weighs the channel."""
    seen: list[Tensor] = []

    def from_here_on(_module: nn.Module, _inputs: tuple, result: Tensor) -> Tensor:
        seen.append(result.detach().requires_grad_())
        return seen[0]

    hook = cells.register_forward_hook(from_here_on)
    try:
        with torch.enable_grad():
            embeds = model.get_image_features(pixel_values=pixels).pooler_output
            logits = nn.functional.normalize(embeds, dim=-1) @ texts.T
            (logits[:, 0] - logits[:, 1:].logsumexp(-1)).sum().backward()
    finally:
        hook.remove()
    patches, slopes = seen[0][:, skipped:].detach(), seen[0].grad[:, skipped:]
    model.zero_grad()
    return weighted(patches, slopes.mean(1))


def compare(comparison: Comparison, run: Run, pixels: Tensor, embeds: Tensor, wanted: Callable[[Tensor], Tensor],
            generator: torch.Generator) -> None:  # fmt: skip
    """The graph of the derivative with texts by chance: its embeddings [B,D], and its map with what `wanted` makes of the
    texts."""
    texts = 30 * nn.functional.normalize(torch.randn(len(pixels) + 1, embeds.shape[1], generator=generator), dim=-1)
    both = run("vision_gradient", {"pixel_values": pixels, "texts": texts})
    comparison.add("vision_gradient", both["image_embeds"], embeds)
    comparison.add("vision_gradient", both["heatmap"], wanted(texts))
