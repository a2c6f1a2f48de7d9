"""Thin defects: scratch and crack."""

from __future__ import annotations

import math

import numpy as np

from .noise import chance, choose, grey, log_uniform, mix, uniform
from .shapes import window_noise
from .site import Mark, Site, shift, soften
from .strokes import arc, jagged, stroke, taper


def _reach(points: np.ndarray, margin: float) -> float:
    return float(np.abs(points).max()) + margin


def scratch(rng, site: Site, length: float | None = None) -> Mark:
    """Scratch: thin, straight or gently curved, smooth-sided groove with fading tips.
    It has no corners and no branches; one flank catches the light, so a bright line often runs beside a dark one. `length` in units; drawn where absent."""
    unit = site.unit
    points = arc(rng, (length or log_uniform(rng, 14, 165)) * unit, choose(rng, (0.03, 0.25, 0.5)))
    width = log_uniform(rng, 0.85, 3.0) * unit
    window = site.window(_reach(points, 4 * unit + width))
    line = stroke(window, points, taper(len(points), width, 0.35))
    depth = np.clip(0.9 + 0.2 * window_noise(rng, window, 12 * unit), 0.5, 1)
    bright = chance(rng, 0.7 if site.brightness() < 150 else 0.3)
    level = uniform(rng, 35, 95) * (1 if bright else -1)
    flank = soften(shift(line, 0.9 * width * math.cos(site.light), 0.9 * width * math.sin(site.light)), 0.3 * unit)
    patch = site.patch(window) + grey(level * line * depth - 0.3 * level * flank * (1 - line))
    mask = line * depth > 0.4 * float(line.max(initial=0))
    return Mark(window, patch, mask, (points + (site.x, site.y),))


def crack(rng, site: Site) -> Mark:
    """Crack: dark line of sharp corners whose width keeps changing; it branches, and branches thin out.
    Material has parted but nothing is missing: never bright, never a smooth curve."""
    unit = site.unit
    length, heading = log_uniform(rng, 17, 140) * unit, uniform(rng, 0, 2 * math.pi)
    step = max(3.0 * unit, length / uniform(rng, 9, 20))
    trunk = jagged(rng, length, step, heading)
    trunk -= trunk.mean(0)
    width = log_uniform(rng, 1.0, 2.4) * unit
    branches = []
    for _ in range(int(rng.integers(1, 4)) if length > 32 * unit else int(rng.integers(0, 2))):
        root = trunk[int(rng.integers(1, len(trunk) - 1))]
        fork = heading + uniform(rng, 0.5, 1.1) * choose(rng, (-1, 1)) + choose(rng, (0, 0, math.pi))
        branches.append(jagged(rng, length * uniform(rng, 0.15, 0.38), step * 0.8, fork) + root)
    window = site.window(_reach(np.concatenate([trunk, *branches]), 4 * unit + width))
    widths = taper(len(trunk), width, 0.4) * rng.uniform(0.6, 1.35, len(trunk))
    gap = stroke(window, trunk, widths)
    for branch in branches:
        gap = np.maximum(gap, stroke(window, branch, np.linspace(0.75, 0.35, len(branch)) * width))
    halo = np.clip(soften(gap, 0.8 * unit) - gap, 0, 1)
    patch = site.patch(window)
    patch = mix(patch, patch * 0.12 + 4, gap * uniform(rng, 0.7, 1)) * (1 - 0.25 * grey(halo))
    lip = shift(gap, width * math.cos(site.light), width * math.sin(site.light)) * (1 - gap)
    patch = patch + grey(uniform(rng, 0, 14) * lip)
    return Mark(window, patch, gap > 0.4 * float(gap.max(initial=0)), (trunk + (site.x, site.y),))
