"""Runs the image tower with its heads over a held-out pool and scores it."""

from __future__ import annotations

import numpy as np
import torch

from learning.batches import normalise
from learning.losses import Heads
from learning.measures import accuracy, auroc
from learning.pictures import Pool
from learning.tower import Tower

LABELLED = ("defect", "material", "place", "size")


@torch.no_grad()
def outputs(tower: Tower, heads: Heads, pool: Pool, count: int, batch: int = 50) -> dict[str, np.ndarray]:
    """Logits of every head for the first `count` pictures."""
    tower.eval(), heads.eval()
    parts = [heads(tower(normalise(pool.pictures(range(i, min(count, i + batch)))))) for i in range(0, count, batch)]
    return {name: torch.cat([p[name] for p in parts]).numpy() for name in parts[0]}


def score(logits: dict[str, np.ndarray], labels: np.ndarray) -> dict[str, float]:
    """AUROC of ok against visible defects, top-1 of good parts and visible defects, attributes of visible defects."""
    plain = labels["defect"] == 0
    seen = plain | labels["visible"]
    odds = logits["defect"][:, 1:].max(1) - logits["defect"][:, 0]
    best = {name: logits[name].argmax(1) for name in LABELLED}
    marked = labels["visible"] & ~plain
    figures = {
        "auroc": auroc(odds[seen], ~plain[seen]),
        "auroc_faint": auroc(odds[plain | ~labels["visible"]], ~plain[plain | ~labels["visible"]]),
        "top1": accuracy(best["defect"][seen], labels["defect"][seen]),
        "noun": accuracy(best["defect"][marked], labels["defect"][marked]),
        "material": accuracy(best["material"], labels["material"]),
        "place": accuracy(best["place"][marked], labels["place"][marked]),
        "size": accuracy(best["size"][marked], labels["size"][marked]),
    }
    return {name: round(value, 4) for name, value in figures.items()}
