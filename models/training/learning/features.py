"""What the trained image tower sees in a pool, kept on disk for the towers trained on top of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import onnxruntime
import torch
from torch import Tensor, nn

from learning.batches import normalise, turned, turned_place
from learning.pictures import RUNS, Pool
from learning.tower import Tower, cells, pooled


class Looking(nn.Module):
    """pixel_values [B,3,224,224] -> pooled [B,F], cells [B,196,G]."""

    def __init__(self, tower: Tower):
        super().__init__()
        self.tower = tower

    def forward(self, pixel_values: Tensor) -> tuple[Tensor, Tensor]:
        seen = self.tower(pixel_values)
        return pooled(seen), cells(seen)


@dataclass
class Features:
    """`pooled` float32 [N,F]; `cells` float16 [N,196,G]; `labels` [N] as in the pool, turned with the picture."""

    pooled: np.ndarray
    cells: np.ndarray
    labels: np.ndarray

    def __len__(self) -> int:
        return len(self.labels)

    def save(self, name: str) -> None:
        folder = RUNS / "features" / name
        folder.mkdir(parents=True, exist_ok=True)
        for field in ("pooled", "cells", "labels"):
            np.save(folder / f"{field}.npy", getattr(self, field))


def load(name: str) -> Features:
    folder = RUNS / "features" / name
    return Features(np.load(folder / "pooled.npy"), np.load(folder / "cells.npy", mmap_mode="r"),
                    np.load(folder / "labels.npy"))


def look(session: onnxruntime.InferenceSession, pool: Pool, count: int, seed: int | None, batch: int = 16,
         threads: int = 2) -> Features:
    """Features of the first `count` pictures of a pool; with a seed each is turned and mirrored by chance."""
    labels = pool.labels[:count].copy()

    def some(start: int) -> tuple[np.ndarray, np.ndarray]:
        rng, images = np.random.default_rng([seed or 0, start]), []
        for i in range(start, min(count, start + batch)):
            quarter, mirrored = (int(rng.integers(4)), bool(rng.integers(2))) if seed is not None else (0, False)
            images.append(turned(pool.picture(i), quarter, mirrored))
            labels["place"][i] = turned_place(int(labels["place"][i]), quarter, mirrored)
        whole, parts = session.run(None, {"pixel_values": normalise(np.stack(images)).numpy()})
        return whole, parts.astype(np.float16)

    with ThreadPoolExecutor(threads) as workers:
        found = list(workers.map(some, range(0, count, batch)))
    return Features(np.concatenate([f[0] for f in found]), np.concatenate([f[1] for f in found]), labels)
