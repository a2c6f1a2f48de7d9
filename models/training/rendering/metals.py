"""Bare metal surfaces. Each returns an RGB picture, float32 [size, size, 3], of the surface alone."""

from __future__ import annotations

import math

import numpy as np

from .noise import chance, choose, grain, grey, grid, log_uniform, smooth, streaks, tint, uniform


def _direction(rng) -> float:
    """Parts mostly lie square to the camera."""
    square = uniform(rng, -0.12, 0.12) + choose(rng, (0.0, math.pi / 2))
    return square if chance(rng, 0.65) else uniform(rng, 0, math.pi)


def brushed_metal(rng, size: int, unit: float | None = None) -> np.ndarray:
    """Long continuous hairlines in one direction."""
    unit, angle = unit or size / 224, _direction(rng)
    lines = streaks(rng, size, uniform(rng, 60, 220) * unit, unit**0.5, angle)
    short = streaks(rng, size, uniform(rng, 12, 40) * unit, unit**0.5, angle)
    field = (0.8 * lines + 0.45 * short) * uniform(rng, 3, 9) + smooth(rng, 4, size) * 4
    return grey(field + uniform(rng, 90, 195)) * tint(rng, 0.04)


def ground_metal(rng, size: int, unit: float | None = None) -> np.ndarray:
    """Short fine cuts of a grinding disc, crossing in several directions."""
    unit, start = unit or size / 224, uniform(rng, 0, math.pi)
    field = np.zeros((size, size), np.float32)
    for turn in range(3):
        cuts = streaks(rng, size, uniform(rng, 8, 22) * unit, 1.1 * unit**0.5, start + turn * uniform(rng, 0.5, 1.1))
        field += cuts * uniform(rng, 0.35, 0.9)
    field = field * uniform(rng, 2.5, 7) + smooth(rng, 6, size) * 5
    return grey(field + uniform(rng, 95, 190)) * tint(rng, 0.04)


def machined_metal(rng, size: int, unit: float | None = None) -> np.ndarray:
    """Regular grooves that a tool left: turned (concentric), face-milled (arcs) or shaped (straight)."""
    unit = unit or size / 224
    xx, yy = grid(size)
    if chance(rng, 0.6):
        far = uniform(rng, 0.1, 2.2) * size
        toward = uniform(rng, 0, 2 * math.pi)
        cx, cy = size / 2 + far * math.cos(toward), size / 2 + far * math.sin(toward)
        distance = np.hypot(xx - cx, yy - cy)
    else:
        angle = _direction(rng)
        distance = xx * math.cos(angle) + yy * math.sin(angle)
    pitch = log_uniform(rng, 4, 13) * unit
    phase = distance * (2 * math.pi / pitch)
    groove = np.sin(phase) * uniform(rng, 3, 8) + np.sin(phase * 0.31 + 1) * uniform(rng, 0, 3)
    field = groove + grain(rng, size, unit) * uniform(rng, 1.5, 4) + smooth(rng, 4, size) * 4
    return grey(field + uniform(rng, 85, 185)) * tint(rng, 0.05)


def casting(rng, size: int, unit: float | None = None) -> np.ndarray:
    """Rough, bumpy, dull grey skin of a sand or die casting."""
    unit = unit or size / 224
    bumps = grain(rng, size, uniform(rng, 3, 6) * unit)
    relief = bumps - np.roll(bumps, (1, 1), (0, 1))
    field = relief * uniform(rng, 6, 13) + grain(rng, size, 1.5 * unit) * uniform(rng, 3, 7) + smooth(rng, 9, size) * 4
    return grey(field + uniform(rng, 65, 140)) * tint(rng, 0.06)
