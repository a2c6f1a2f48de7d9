"""What the image tower is trained on: the class of every cell, and the attributes of the whole picture."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from learning.batches import IGNORE, Batch
from learning.tower import CLASSES, Seen, Tower, pooled, pooled_width

ATTRIBUTES = {"defect": CLASSES, "material": 12, "place": 9, "size": 3, "lookalike": 7}
"""Classes of every picture head; look-alike 0 is none."""

WEIGHTS = {"defect": 1.0, "material": 0.4, "place": 0.4, "size": 0.2, "lookalike": 0.2, "cells": 1.0}
HARD_SHARE = 0.02
"""Share of the background cells, those most taken for a defect, that count a second time (Shrivastava et al. 2016)."""


class Heads(nn.Module):
    """One small perceptron an attribute over the pooled features; used in training only."""

    def __init__(self, tower: Tower):
        super().__init__()
        width = pooled_width(tower)
        self.norm = nn.LayerNorm(width)
        self.attributes = nn.ModuleDict({
            name: nn.Sequential(nn.Linear(width, 128), nn.GELU(), nn.Linear(128, classes))
            for name, classes in ATTRIBUTES.items()
        })

    def forward(self, seen: Seen) -> dict[str, Tensor]:
        features = self.norm(pooled(seen))
        return {name: head(features) for name, head in self.attributes.items()}


def cell_loss(logits: Tensor, batch: Batch) -> Tensor:
    """`logits` [B,9,h,w]. A cell is the defect's from half of its picture's fullest cell on (at most 8 pixels);
    cells merely touched teach nothing."""
    coverage = batch.coverage.float()
    enough = coverage.amax((1, 2), keepdim=True).mul(0.5).clamp(1, 8)
    inside = coverage >= enough
    known = (batch.defect != IGNORE)[:, None, None]
    target = torch.where(inside & known, batch.defect.clamp(min=0)[:, None, None], 0)
    losses = F.cross_entropy(logits.float(), target, reduction="none") * batch.weight[:, None, None]
    background = losses[coverage == 0]
    hard = background.topk(max(1, int(len(background) * HARD_SHARE))).values
    found = losses[inside & known]
    return found.sum() / max(1, len(found)) + background.mean() + 0.5 * hard.mean()


def losses(outputs: dict[str, Tensor], seen: Seen, batch: Batch) -> dict[str, Tensor]:
    parts = {}
    for name, logits in outputs.items():
        target = getattr(batch, name)
        each = F.cross_entropy(logits.float(), target, reduction="none", ignore_index=IGNORE) * batch.weight
        parts[name] = each.sum() / (target != IGNORE).sum().clamp(min=1)
    parts["cells"] = cell_loss(seen.classes, batch)
    return parts


def total(parts: dict[str, Tensor]) -> Tensor:
    return sum(WEIGHTS[name] * value for name, value in parts.items())
