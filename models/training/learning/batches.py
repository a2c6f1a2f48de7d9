"""Batches of pictures or crops with what is to be learned from them."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from learning.pictures import Pool
from learning.tower import GRID, STRIDE

IGNORE = -100
MEAN, STD = 0.5, 0.25
"""Of `preprocessor_config.json`, for all three channels."""

PLACE_GRID = np.arange(9).reshape(3, 3)
WHOLE, RECOGNISABLE = 0.9, 0.4
"""Share of the defect's pixels inside a crop from which its place and size, and its class, still hold."""


@dataclass
class Batch:
    """`pixels` [B,3,S,S] float32 normalised; `corner` [B,2]; `coverage` [B,S/8,S/8] pixels 0..64;
    the rest [B] int64 class indices, `IGNORE` where a crop does not tell; `weight` [B], less for faint defects."""

    pixels: Tensor
    corner: Tensor
    coverage: Tensor
    defect: Tensor
    material: Tensor
    place: Tensor
    size: Tensor
    lookalike: Tensor
    weight: Tensor


def normalise(images: np.ndarray) -> Tensor:
    """uint8 [B,S,S,3] -> float32 [B,3,S,S] as the preprocessor makes it."""
    pixels = torch.from_numpy(np.ascontiguousarray(images)).permute(0, 3, 1, 2).float()
    return pixels.div_(255).sub_(MEAN).div_(STD)


def turned(grid: np.ndarray, quarter: int, mirrored: bool) -> np.ndarray:
    """A picture or grid [S,S,…] after quarter turns and perhaps a mirror."""
    grid = np.rot90(grid, quarter)
    return grid[:, ::-1] if mirrored else grid


def turned_place(place: int, quarter: int, mirrored: bool) -> int:
    return int(np.flatnonzero(turned(PLACE_GRID, quarter, mirrored).ravel() == place)[0]) if place >= 0 else place


def _corner(coverage: np.ndarray, side: int, rng: np.random.Generator) -> tuple[int, int]:
    """Coarse cell where a crop of `side` coarse cells begins: three times in four around the defect."""
    free = GRID - side
    if not coverage.any() or rng.random() < 0.25:
        return int(rng.integers(free + 1)), int(rng.integers(free + 1))
    cells = np.argwhere(coverage)
    at = cells[rng.integers(len(cells))] // 2
    low = np.maximum(0, at - side + 1)
    high = np.minimum(free, at)
    return tuple(int(v) for v in rng.integers(low, high + 1))


def _jitter(pixels: Tensor, rng: np.random.Generator) -> Tensor:
    """Exposure and colour cast per picture, after normalisation."""
    count = len(pixels)
    gain = torch.from_numpy(rng.normal(1, 0.12, (count, 3, 1, 1)).astype(np.float32))
    shift = torch.from_numpy(rng.normal(0, 0.2, (count, 1, 1, 1)).astype(np.float32))
    return pixels * gain + shift


def make(pool: Pool, indices: np.ndarray, side: int, rng: np.random.Generator) -> Batch:
    """Turned, mirrored and jittered crops of `side` × `side` coarse cells (`GRID`: whole pictures)."""
    count, pixels, fine = len(indices), side * STRIDE, 2 * side
    images = np.empty((count, pixels, pixels, 3), np.uint8)
    coverage = np.empty((count, fine, fine), np.uint8)
    corners = np.empty((count, 2), np.int64)
    targets = {k: np.full(count, IGNORE, np.int64) for k in ("defect", "place", "size", "lookalike")}
    weight = np.ones(count, np.float32)
    for i, index in enumerate(indices):
        label = pool.labels[index]
        quarter, mirrored = int(rng.integers(4)), bool(rng.integers(2))
        cells = turned(pool.cells(index), quarter, mirrored)
        r, c = corners[i] = _corner(cells, side, rng)
        picture = turned(pool.picture(index), quarter, mirrored)
        images[i] = picture[r * STRIDE : r * STRIDE + pixels, c * STRIDE : c * STRIDE + pixels]
        coverage[i] = cells[2 * r : 2 * r + fine, 2 * c : 2 * c + fine]
        total = int(cells.sum(dtype=np.int64))
        held = int(coverage[i].sum(dtype=np.int64)) / total if total else 0.0
        if held == 0:
            targets["defect"][i] = 0
        elif held >= RECOGNISABLE:
            targets["defect"][i] = label["defect"]
        if held >= WHOLE:
            targets["place"][i] = turned_place(int(label["place"]), quarter, mirrored)
            targets["size"][i] = label["size"]
        if side == GRID:
            targets["lookalike"][i] = label["lookalike"] + 1
        if label["defect"] > 0 and not label["visible"]:
            weight[i] = 0.3
    material = torch.from_numpy(pool.labels["material"][indices].astype(np.int64))
    tensors = {k: torch.from_numpy(v) for k, v in targets.items()}
    return Batch(_jitter(normalise(images), rng), torch.from_numpy(corners), torch.from_numpy(coverage),
                 material=material, weight=torch.from_numpy(weight), **tensors)


def prefetched(produce: Callable[[], Batch], ahead: int = 4) -> Iterator[Batch]:
    """Batches made by a thread while the network works on the one before."""
    ready: queue.Queue[Batch | BaseException] = queue.Queue(ahead)

    def work() -> None:
        try:
            while True:
                ready.put(produce())
        except BaseException as error:
            ready.put(error)

    threading.Thread(target=work, daemon=True).start()
    while True:
        item = ready.get()
        if isinstance(item, BaseException):
            raise item
        yield item
