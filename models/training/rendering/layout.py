"""What surrounds the place of inspection: a part edge against a background, designed holes."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from .noise import chance, grey, grid, mix, smooth, uniform, white
from .site import Edge


@dataclass(frozen=True)
class Layout:
    """surface: the part alone; edge, background, part (opacity [size, size]): None when the part fills the view."""

    surface: np.ndarray
    edge: Edge | None = None
    background: np.ndarray | None = None
    part: np.ndarray | None = None

    def compose(self, surface: np.ndarray, window=(slice(None), slice(None))) -> np.ndarray:
        if self.part is None:
            return surface
        return mix(self.background[window], surface, self.part[window])


def _background(rng, size: int) -> np.ndarray:
    level = uniform(rng, 8, 60) if chance(rng, 0.7) else uniform(rng, 170, 240)
    return grey(smooth(rng, 4, size) * 4 + white(rng, size, size) * 1.5 + level)


def bare(surface: np.ndarray) -> Layout:
    return Layout(surface)


def with_edge(rng, surface: np.ndarray, point: tuple[float, float] | None, unit: float | None = None) -> Layout:
    """The part ends inside the view: through `point` (a chip's centre), or else near the border."""
    size, unit = surface.shape[0], unit or surface.shape[0] / 224
    side = int(rng.integers(4)) * math.pi / 2 + uniform(rng, -0.08, 0.08)
    angle = side if chance(rng, 0.7) else uniform(rng, 0, 2 * math.pi)
    if point is None:
        far = uniform(rng, 0.3, 0.46) * size
        point = (size / 2 + far * math.cos(angle), size / 2 + far * math.sin(angle))
    else:
        # the outward side is the one with less of the part on it
        toward = math.atan2(point[1] - size / 2, point[0] - size / 2)
        if math.cos(angle - toward) < 0:
            angle += math.pi
    edge = Edge(point[0], point[1], angle)
    away = edge.outside(*grid(size))
    chamfer = np.exp(-(((away + 1.5 * unit) / (uniform(rng, 0.8, 2.2) * unit)) ** 2)) * uniform(rng, -28, 40)
    background = _background(rng, size)
    if abs(float(background.mean()) - float(surface.mean())) < 35:
        background = background * 0.35 if surface.mean() > 90 else 255 - background * 0.35
    return Layout(surface + grey(chamfer), edge, background, np.clip(0.5 - away, 0, 1))


def designed_hole(rng, surface: np.ndarray, keep: tuple[float, float] | None) -> np.ndarray:
    """A bore that belongs there: larger than a defect, exactly round, evenly chamfered. Away from `keep`."""
    size = surface.shape[0]
    radius = uniform(rng, 0.075, 0.13) * size
    x, y = (rng.uniform(0.12, 0.88, 2) * size).tolist()
    if keep is not None and math.hypot(x - keep[0], y - keep[1]) < radius + 0.2 * size:
        return surface
    xx, yy = grid(size)
    r = np.hypot(xx - x, yy - y)
    width = uniform(rng, 0.008, 0.02) * size
    ring = np.exp(-(((r - radius - width) / width) ** 2)) * uniform(rng, 25, 60)
    lit = ring * (0.6 + 0.5 * (xx - x) / radius)
    return mix(surface + grey(lit), np.full(3, uniform(rng, 6, 32), np.float32), np.clip(radius - r + 0.5, 0, 1))
