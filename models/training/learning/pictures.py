"""Pools of rendered pictures on disk: memory-mapped arrays, filled by worker processes, resumable."""

from __future__ import annotations

import os
from dataclasses import dataclass
from multiprocessing import Pool as Workers
from pathlib import Path

import numpy as np

from learning.tower import FINE, SIDE

RUNS = Path(__file__).parents[1] / "runs"
SHARD = 2000
"""Pictures a file; a shard appears under its name only when it is whole."""

LABELS = np.dtype([
    ("defect", "i1"), ("material", "i1"), ("place", "i1"), ("size", "i1"), ("lookalike", "i1"),
    ("visible", "?"), ("contrast", "f4"), ("border", "f4"),
])

SETS = {
    "train": dict(first_seed=1, options={}),
    "validation": dict(first_seed=500_000_000, options={}),
    "held_out": dict(first_seed=510_000_000, options={}),
    "ceramic_tile": dict(first_seed=520_000_000, options={"material": "ceramic_tile", "unseen": True}),
    "fabric": dict(first_seed=530_000_000, options={"material": "fabric", "unseen": True}),
    "water_mark": dict(first_seed=540_000_000, options={"lookalike": "water_mark", "unseen": True}),
}
"""Seeds of every set; no two overlap, and only `train` is learned from."""


@dataclass
class Pool:
    """`images` uint8 [N,224,224,3]; `coverage` uint8 [N,28,28], how much of a fine cell the defect covers,
    0..64 pixels; `labels` [N] of `LABELS`. Each is a list of memory maps, one a shard."""

    images: list[np.ndarray]
    coverage: list[np.ndarray]
    labels: np.ndarray

    def __len__(self) -> int:
        return len(self.labels)

    def picture(self, index: int) -> np.ndarray:
        return self.images[index // SHARD][index % SHARD]

    def pictures(self, indices) -> np.ndarray:
        return np.stack([self.picture(int(i)) for i in indices])

    def cells(self, index: int) -> np.ndarray:
        return self.coverage[index // SHARD][index % SHARD]


def _render_shard(job: tuple[str, int, int]) -> str:
    from rendering import render

    name, shard, count = job
    spec = SETS[name]
    images = np.empty((count, SIDE, SIDE, 3), np.uint8)
    coverage = np.empty((count, FINE, FINE), np.uint8)
    labels = np.zeros(count, LABELS)
    step = SIDE // FINE
    for i in range(count):
        r = render(spec["first_seed"] + shard * SHARD + i, SIDE, **spec["options"])
        images[i] = r.image
        coverage[i] = r.mask.reshape(FINE, step, FINE, step).sum((1, 3))
        labels[i] = tuple(getattr(r, field) for field in LABELS.names)
    target = RUNS / "pool" / name / f"{shard:03d}"
    partial = target.with_name(target.name + f".partial-{os.getpid()}")
    partial.mkdir(parents=True)
    np.save(partial / "images.npy", images)
    np.save(partial / "coverage.npy", coverage)
    np.save(partial / "labels.npy", labels)
    partial.rename(target)
    return f"{name} {shard}"


def fill(name: str, count: int, workers: int = 2) -> None:
    """Render the shards of a set that are not there yet, until it holds `count` pictures."""
    jobs = [(name, s, min(SHARD, count - s * SHARD)) for s in range(-(-count // SHARD))]
    jobs = [j for j in jobs if not (RUNS / "pool" / name / f"{j[1]:03d}").exists()]
    with Workers(workers) as pool:
        for done in pool.imap_unordered(_render_shard, jobs):
            print("rendered", done, flush=True)


def load(name: str, limit: int | None = None) -> Pool:
    """The shards of a set that are whole, in order."""
    folders = sorted(p for p in (RUNS / "pool" / name).glob("[0-9][0-9][0-9]"))
    if not folders:
        raise SystemExit(f"No pictures of the set '{name}': run python models/training/render_pool.py {name}=2000 first.")
    if limit:
        folders = folders[: -(-limit // SHARD)]
    read = lambda file: [np.load(f / file, mmap_mode="r") for f in folders]
    return Pool(read("images.npy"), read("coverage.npy"), np.concatenate(read("labels.npy")))

