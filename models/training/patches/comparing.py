"""The comparison with good parts as the product makes it (lib/engine/reference), so that it can be learnt through."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from .episodes import REFERENCES

WORST = 3
LEAST_SPREAD = 0.05
STEEP, MARGIN = 4.0, 1.0
POSITIVES, NEGATIVES, HARD = 192, 384, 96


def distances(features: Tensor) -> Tensor:
    """[P,K,C,28,28] -> squared distance of every cell of the pictures to judge to the nearest cell of the references,
    [P,K-REFERENCES,784], in units of the references' own spread."""
    rows = features.flatten(3).transpose(2, 3)
    known = rows[:, :REFERENCES].flatten(1, 2)
    judged = rows[:, REFERENCES:]
    spread = known.std(1, keepdim=True)
    spread = torch.maximum(spread, LEAST_SPREAD * spread.mean(2, keepdim=True))
    scale = 1 / (spread * spread.shape[2] ** 0.5)
    known, judged = known * scale, judged * scale[:, None]
    flat = judged.flatten(1, 2)
    with torch.no_grad():
        nearest = (known.square().sum(2)[:, None] - 2 * flat @ known.transpose(1, 2)).argmin(2)
    found = known.gather(1, nearest[:, :, None].expand(-1, -1, known.shape[2]))
    return (flat - found).square().sum(2).view(judged.shape[:3])


def sampled(weight: Tensor, count: int) -> Tensor:
    return torch.multinomial(weight + 1e-12, count, replacement=True)


def losses(features: Tensor, cells: Tensor) -> dict[str, Tensor]:
    """Anomalous cells above all others, and pictures with an anomaly above good ones: pairs that are the wrong way round or
    close cost (logistic)."""
    squared = distances(features)
    scores = (squared + 1e-6).log()
    good, bad = scores[:, : -cells.shape[1]].flatten(1), scores[:, -cells.shape[1] :]
    label = cells.flatten(2)
    positive, negative = (label == 1).float(), (label == 0).float()
    has = positive.sum(2) > 0
    weights = (positive / positive.sum(2, keepdim=True).clamp(min=1)).flatten(1)
    some = has.any(1)
    above = bad.flatten(1).gather(1, sampled(weights, POSITIVES))
    every = torch.cat([good, bad.flatten(1)], 1)
    usable = torch.cat([torch.ones_like(good), negative.flatten(1)], 1)
    below = torch.cat([every.gather(1, sampled(usable, NEGATIVES)), good.topk(HARD, 1).values], 1)
    of_cells = F.softplus(STEEP * (below[:, None] - above[:, :, None]) + MARGIN).mean((1, 2)) / STEEP
    pictures = squared.topk(WORST, 2).values.mean(2).add(1e-6).log()
    good_pictures, bad_pictures = pictures[:, : -cells.shape[1]], pictures[:, -cells.shape[1] :]
    pairs = F.softplus(STEEP * (good_pictures[:, :, None] - bad_pictures[:, None]) + MARGIN) / STEEP
    of_pictures = (pairs.mean(1) * has).sum() / has.sum().clamp(min=1)
    right = ((good_pictures[:, :, None] < bad_pictures[:, None]).float().mean(1) * has).sum() / has.sum().clamp(min=1)
    ranked = ((below[:, None, :NEGATIVES] < above[:, :, None]).float().mean((1, 2)) * some).sum() / some.sum().clamp(min=1)
    return {"cells": (of_cells * some).sum() / some.sum().clamp(min=1), "pictures": of_pictures, "auroc": right, "places": ranked}
