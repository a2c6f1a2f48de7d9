"""The patch encoder: a residual network with a feature pyramid (He et al. 2016; Lin et al. 2017) whose features of every cell of
8 × 8 pixels are compared with those of good parts."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from learning.tower import Residual, convolution, local_contrast

CHANNELS = 128


class PatchEncoder(nn.Module):
    def __init__(self, widths: tuple[int, ...] = (24, 48, 96, 128, 128), blocks: tuple[int, ...] = (1, 2, 2, 1), joined: int = 96):
        super().__init__()
        self.of_pixels, self.of_contrast = (nn.Conv2d(3, widths[0], 5, 2, 2, bias=False) for _ in range(2))
        self.norm = nn.BatchNorm2d(widths[0])
        self.down = nn.ModuleList(convolution(a, b, 3, 2) for a, b in zip(widths, widths[1:]))
        self.stages = nn.ModuleList(nn.Sequential(*[Residual(width) for _ in range(count)]) for width, count in zip(widths[1:], blocks))
        self.finer = convolution(widths[1], joined, 3, 2)
        self.lateral = nn.ModuleList(convolution(width, joined, 1) for width in widths[2:])
        self.mix = nn.Sequential(convolution(joined, joined), nn.ReLU())
        self.out = nn.Conv2d(joined, CHANNELS, 1)

    def forward(self, pixels: Tensor) -> Tensor:
        """Normalised pixels [B,3,224,224] -> features [B,128,28,28]."""
        x = F.relu(self.norm(self.of_pixels(pixels) + self.of_contrast(local_contrast(pixels))))
        seen = []
        for down, stage in zip(self.down, self.stages):
            x = stage(F.relu(down(x)))
            seen.append(x)
        fine, *coarser = seen
        top = None
        for x, lateral in zip(reversed(coarser), reversed(self.lateral)):
            x = lateral(x)
            top = x if top is None else x + F.interpolate(top, scale_factor=2.0, mode="nearest")
        return self.out(self.mix(F.relu(top + self.finer(fine))))
