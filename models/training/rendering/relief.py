"""Defects of shape: dent, hole, chip."""

from __future__ import annotations

import math

import numpy as np

from .noise import chance, grey, log_uniform, mix, uniform
from .shapes import outline, polar, polygon, window_noise
from .site import Mark, Site, soften


def _toward(window, angle: float) -> np.ndarray:
    return window.xx * math.cos(angle) + window.yy * math.sin(angle)


def dent(rng, site: Site) -> Mark:
    """Dent: the surface is pressed in but whole. Only shading changes, never colour or texture:
    a dark flank towards the lamp and a bright flank away from it, softly joined."""
    unit = site.unit
    radius, stretch, axis = log_uniform(rng, 3.6, 38) * unit, log_uniform(rng, 1, 1.7), uniform(rng, 0, math.pi)
    window = site.window(2.2 * radius * math.sqrt(stretch) + 3 * unit)
    r, _ = polar(window, stretch, axis)
    q = r / radius
    crater = chance(rng, 0.5)
    slope = np.exp(-(((q - 0.62) / uniform(rng, 0.24, 0.34)) ** 2)) if crater else 1.9 * q * np.exp(-1.6 * q * q)
    side = _toward(window, site.light) / np.maximum(np.hypot(window.xx, window.yy), 0.5)
    shade = slope * side
    gain = uniform(rng, 0.3, 0.6)
    patch = site.patch(window)
    lit = patch * (1 + gain * grey(shade)) + grey(gain * 24 * np.maximum(shade, 0))
    return Mark(window, lit, q < 1)


def hole(rng, site: Site) -> Mark:
    """Hole or pit: material is missing in a round spot with a sharp rim. Dark inside, darkest under the rim
    nearest the lamp, the far wall a little lighter, a thin bright lip on the rim. Throws no shadow outside."""
    unit = site.unit
    radius = log_uniform(rng, 2.2, 25) * unit
    window = site.window(1.7 * radius + 4 * unit)
    r, theta = polar(window, log_uniform(rng, 1, 1.35), uniform(rng, 0, math.pi))
    rim = radius * outline(rng, theta, 4, 0.09)
    inside = np.clip(rim - r + 0.5, 0, 1)
    toward = np.clip(_toward(window, site.light) / radius, -1, 1)
    floor = site.patch(window).mean((0, 1)) * uniform(rng, 0.12, 0.3)
    wall = 1 + 0.8 * np.clip(toward, 0, 1) ** 2 - 0.45 * np.clip(-toward, 0, 1)
    inner = grey((wall + 0.08 * window_noise(rng, window, 2.5 * unit)).astype(np.float32)) * floor
    patch = mix(site.patch(window), inner, inside)
    lip = np.exp(-(((r - rim - 0.7 * unit) / (0.7 * unit)) ** 2)) * np.clip(0.3 + 0.7 * toward, 0, 1)
    return Mark(window, patch + grey(uniform(rng, 15, 50) * lip * (1 - inside)), inside > 0.5)


def _facets(rng, window, corners: np.ndarray, radius: float, light: float) -> np.ndarray:
    """Broken faces: wedges from an inner point to each side of the outline, each flat and lit by its own slope."""
    centre = rng.uniform(-0.25, 0.25, 2) * radius
    field = np.zeros(window.shape, np.float32)
    for a, b in zip(corners, np.roll(corners, -1, 0)):
        wedge = polygon(window, np.stack([centre, a + (a - centre) * 0.2, b + (b - centre) * 0.2]))
        middle = (a + b) / 2 - centre
        slope = math.cos(math.atan2(middle[1], middle[0]) - light)
        field = np.where(wedge > 0.5, slope * 0.75 + uniform(rng, -0.35, 0.35), field)
    return field


def chip(rng, site: Site) -> Mark:
    """Chip: a piece has broken off. At a part edge the outline itself is notched and the background shows;
    inside the part it is an angular patch of flat broken faces, each of its own brightness. Straight sides,
    sharp corners, neither round nor dark throughout like a hole."""
    unit = site.unit
    radius = log_uniform(rng, 3.6, 38) * unit
    count = int(rng.integers(5, 9))
    angles = (np.arange(count) + rng.uniform(-0.32, 0.32, count)) * 2 * math.pi / count + uniform(rng, 0, 6.3)
    corners = radius * rng.uniform(0.7, 1.25, count)[:, None] * np.stack([np.cos(angles), np.sin(angles)], 1)
    window = site.window(1.5 * radius + 4 * unit)
    missing = polygon(window, corners)
    patch = site.patch(window)
    base = patch.mean((0, 1))
    raw = base + (uniform(rng, 22, 60) if base.mean() < 130 else -uniform(rng, 22, 60))
    raw = 0.6 * raw + 0.4 * raw.mean()
    texture = _facets(rng, window, corners, radius, site.light) * 38 + window_noise(rng, window, 1.6 * unit) * 5
    broken = grey(texture) + raw
    if site.edge is not None:
        away = site.edge.outside(window.xx + site.x, window.yy + site.y)
        missing = missing * np.clip(0.5 - away, 0, 1)
        depth = soften(missing, 0.16 * radius)
        shelf = np.clip((0.93 - depth) * 5, 0, 1) * (away < -0.1 * radius)
        broken = mix(site.background[window.slices], broken, shelf)
    rim = np.clip(missing - soften(missing, 0.6 * unit), 0, 1)
    chipped = mix(patch, broken, missing) * (1 - 0.7 * grey(rim))
    return Mark(window, chipped.astype(np.float32), missing > 0.5)
