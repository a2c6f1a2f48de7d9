"""Exponential moving average of a model's weights (Polyak & Juditsky 1992)."""

from __future__ import annotations

import copy

import torch
from torch import nn


class Average:
    """`model` holds the averaged weights and buffers; call `update` after every optimiser step."""

    def __init__(self, source: nn.Module, decay: float = 0.998):
        self.model = copy.deepcopy(source).eval().requires_grad_(False)
        self.decay, self.steps = decay, 0

    @torch.no_grad()
    def update(self, source: nn.Module) -> None:
        self.steps += 1
        keep = min(self.decay, self.steps / (self.steps + 10))
        for mine, its in zip(self.model.state_dict().values(), source.state_dict().values()):
            if mine.is_floating_point():
                mine.lerp_(its, 1 - keep)
            else:
                mine.copy_(its)
