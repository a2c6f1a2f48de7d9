"""The image tower that starter-clip and starter-blip share.

A residual network (He et al. 2016) down to 14 × 14 cells, two pre-norm transformer layers (Vaswani et
al. 2017) over those cells, and a finer 28 × 28 map joined from both as in a feature pyramid (Lin et
al. 2017), because most defects are smaller than a cell of the coarse map.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

SIDE = 224
STRIDE = 16
GRID = SIDE // STRIDE
"""Cells of the coarse map along a side."""
FINE = 2 * GRID
"""Cells of the fine map along a side."""
CLASSES = 9


def local_contrast(pixels: Tensor) -> Tensor:
    """[B,3,H,W] -> [B,3,H,W]: what departs from a smooth background, in units of its own spread in the picture.

    A scratch three times the texture's noise then looks alike on a dark and on a bright part. H and W are multiples
    of 16.
    """
    coarse = F.avg_pool2d(pixels, STRIDE)
    background = F.interpolate(coarse, scale_factor=float(STRIDE), mode="bilinear", align_corners=False)
    detail = pixels - background
    spread = detail.square().mean(dim=(1, 2, 3), keepdim=True).add(1e-4).sqrt()
    return (detail / spread).clamp(-6, 6)


def convolution(inputs: int, outputs: int, kernel: int = 3, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False), nn.BatchNorm2d(outputs)
    )


class Residual(nn.Module):
    """Two 3 × 3 convolutions beside the identity."""

    def __init__(self, width: int):
        super().__init__()
        self.first = convolution(width, width)
        self.second = convolution(width, width)
        nn.init.zeros_(self.second[1].weight)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(x + self.second(F.relu(self.first(x))))


class Attention(nn.Module):
    """Multi-head self-attention over [B,N,width]."""

    def __init__(self, width: int, heads: int):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)

    def forward(self, x: Tensor) -> Tensor:
        batch, cells, width = x.shape
        q, k, v = self.qkv(x).view(batch, cells, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        mixed = F.scaled_dot_product_attention(q, k, v)
        return self.out(mixed.transpose(1, 2).reshape(batch, cells, width))


class Layer(nn.Module):
    """Pre-norm transformer layer."""

    def __init__(self, width: int, heads: int, expansion: int = 2):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attention = Attention(width, heads)
        self.mlp = nn.Sequential(nn.Linear(width, expansion * width), nn.GELU(), nn.Linear(expansion * width, width))

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.attention(self.norm1(x))
        return x + self.mlp(self.norm2(x))


@dataclass
class Seen:
    """What the tower makes of B pictures of H × W pixels."""

    tokens: Tensor
    """[B, H/16 · W/16, width], row by row."""
    fine: Tensor
    """[B, fine width, H/8, W/8]."""
    classes: Tensor
    """[B, 9, H/8, W/8]: class logits of every fine cell."""
    middle: Tensor
    """[B, fine width, H/8, W/8]: local structure, before the cells have looked at one another."""


class Tower(nn.Module):
    def __init__(self, widths: tuple[int, int, int] = (32, 64, 128), blocks: tuple[int, int, int] = (2, 3, 2),
                 layers: int = 2, heads: int = 4):
        super().__init__()
        a, b, c = widths
        self.stem = convolution(6, a, 7, 4)
        self.stage1 = nn.Sequential(*[Residual(a) for _ in range(blocks[0])])
        self.down2 = convolution(a, b, 3, 2)
        self.stage2 = nn.Sequential(*[Residual(b) for _ in range(blocks[1])])
        self.down3 = convolution(b, c, 3, 2)
        self.stage3 = nn.Sequential(*[Residual(c) for _ in range(blocks[2])])
        self.position = nn.Parameter(torch.randn(c, GRID, GRID) * 0.02)
        self.layers = nn.ModuleList(Layer(c, heads) for _ in range(layers))
        self.norm = nn.LayerNorm(c)
        self.lateral = nn.Conv2d(b, b, 1)
        self.top = nn.Linear(c, b)
        self.classify = nn.Conv2d(b, CLASSES, 1)
        self.width, self.fine_width = c, b

    def forward(self, pixels: Tensor, corner: Tensor | None = None) -> Seen:
        """`pixels` [B,3,H,W]; `corner` [B,2]: row and column, in coarse cells, of a crop's place in its picture."""
        x = self.stage1(F.relu(self._stem(pixels, local_contrast(pixels))))
        middle = self.stage2(F.relu(self.down2(x)))
        x = self.stage3(F.relu(self.down3(middle)))
        x = x + self._positions(x.shape[-1], corner)
        side = x.shape[-1]
        tokens = x.flatten(2).transpose(1, 2)
        for layer in self.layers:
            tokens = layer(tokens)
        tokens = self.norm(tokens)
        top = self.top(tokens).transpose(1, 2).unflatten(2, (side, side))
        fine = F.relu(self.lateral(middle) + F.interpolate(top, scale_factor=2.0, mode="nearest"))
        return Seen(tokens, fine, self.classify(fine), middle)

    def _stem(self, pixels: Tensor, contrast: Tensor) -> Tensor:
        """Two convolutions of three channels instead of one of six, which onnxruntime's WebGPU provider computes wrongly
        (microsoft/onnxruntime#29651)."""
        (kernel, norm), half = self.stem, pixels.shape[1]
        parts = (pixels, kernel.weight[:, :half]), (contrast, kernel.weight[:, half:])
        return norm(sum(F.conv2d(x.contiguous(memory_format=torch.channels_last), weight, None, kernel.stride, kernel.padding)
                        for x, weight in parts))

    def _positions(self, side: int, corner: Tensor | None) -> Tensor:
        if corner is None:
            return self.position[None]
        step = torch.arange(side)
        rows, columns = corner[:, :1] + step, corner[:, 1:] + step
        return self.position[:, rows[:, :, None], columns[:, None, :]].transpose(0, 1)


def pooled(seen: Seen) -> Tensor:
    """[B, F]: mean and maximum over tokens, maximum over fine cells, strongest cell of every defect class.

    The maximum keeps what a single cell saw: a mean over 196 cells drowns a pin hole.
    """
    odds = seen.classes[:, 1:] - seen.classes[:, :1]
    return torch.cat(
        [seen.tokens.mean(1), seen.tokens.amax(1), seen.fine.amax((2, 3)), odds.amax((2, 3))], 1
    )


def pooled_width(tower: Tower) -> int:
    return 2 * tower.width + tower.fine_width + CLASSES - 1


def cells(seen: Seen) -> Tensor:
    """[B, N, G]: for every coarse cell its token and the strongest of its four fine cells, features and class odds."""
    odds = seen.classes[:, 1:] - seen.classes[:, :1]
    finest = F.max_pool2d(torch.cat([seen.fine, odds], 1), 2)
    return torch.cat([seen.tokens, finest.flatten(2).transpose(1, 2)], 2)


def cells_width(tower: Tower) -> int:
    return tower.width + tower.fine_width + CLASSES - 1
