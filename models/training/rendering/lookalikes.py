"""Things on good parts that resemble defects. Each takes and returns a surface, float32 [size, size, 3]."""

from __future__ import annotations

import math

import cv2
import numpy as np

from .lettering import write_text
from .noise import chance, choose, colour, grey, grid, log_uniform, mix, smooth, uniform


def dust(rng, surface: np.ndarray) -> np.ndarray:
    """Dust: dozens of tiny faint specks all over, none of them a body of its own."""
    size, unit = surface.shape[0], surface.shape[0] / 224
    layer = np.zeros((size, size), np.uint8)
    for _ in range(int(rng.integers(25, 90))):
        at = np.round(rng.uniform(0, size, 2) * 16).astype(int)
        radius = max(1, round(uniform(rng, 0.35, 0.95) * unit * 16))
        cv2.circle(layer, tuple(map(int, at)), radius, uniform(rng, 60, 255), -1, cv2.LINE_AA, 4)
    level = uniform(rng, 18, 45) * (1 if surface.mean() < 190 or chance(rng, 0.3) else -1)
    return surface + grey(layer.astype(np.float32) * (level / 255))


def glare(rng, surface: np.ndarray) -> np.ndarray:
    """Glare: the lamp mirrored; white, with no edge anywhere, brightest in the middle."""
    size = surface.shape[0]
    xx, yy = grid(size)
    cx, cy, angle = uniform(rng, 0, size), uniform(rng, 0, size), uniform(rng, 0, math.pi)
    along = (xx - cx) * math.cos(angle) + (yy - cy) * math.sin(angle)
    across = (yy - cy) * math.cos(angle) - (xx - cx) * math.sin(angle)
    long, short = uniform(rng, 0.08, 0.5) * size, uniform(rng, 0.04, 0.14) * size
    spot = np.exp(-((along / long) ** 2) - (across / short) ** 2)
    return surface + grey(spot * uniform(rng, 50, 170))


def water_mark(rng, surface: np.ndarray) -> np.ndarray:
    """Water mark: very faint rings of dried drops, clear inside, without the tint of a stain."""
    size = surface.shape[0]
    xx, yy = grid(size)
    level = uniform(rng, 5, 12) * choose(rng, (-1, 1))
    for _ in range(int(rng.integers(1, 4))):
        cx, cy = (rng.uniform(0.1, 0.9, 2) * size).tolist()
        radius = uniform(rng, 0.05, 0.2) * size
        off = np.hypot(xx - cx, yy - cy) + smooth(rng, 6, size) * 0.01 * size - radius
        surface = surface + grey(level * np.exp(-((off / (0.008 * size)) ** 2)))
    return surface


def tool_mark(rng, surface: np.ndarray) -> np.ndarray:
    """Tool marks: evenly spaced parallel lines that run across the whole view."""
    size = surface.shape[0]
    xx, yy = grid(size)
    angle, pitch = uniform(rng, 0, math.pi), uniform(rng, 0.045, 0.15) * size
    distance = xx * math.cos(angle) + yy * math.sin(angle)
    if chance(rng, 0.4):
        distance = np.hypot(xx - uniform(rng, -1.5, -0.4) * size, yy - uniform(rng, -0.5, 1.5) * size)
    offset = ((distance / pitch) % 1 - 0.5) * pitch
    line = np.exp(-((offset / (uniform(rng, 0.004, 0.011) * size)) ** 2))
    return surface + grey(line * uniform(rng, 10, 28) * choose(rng, (-1, 1)))


def shadow(rng, surface: np.ndarray) -> np.ndarray:
    """Shadow: of a fixture outside the view; darkens evenly, has no colour, and runs to the picture's border."""
    size = surface.shape[0]
    xx, yy = grid(size)
    angle = uniform(rng, 0, 2 * math.pi)
    distance = (xx - uniform(rng, 0.15, 0.85) * size) * math.cos(angle)
    distance = distance + (yy - uniform(rng, 0.15, 0.85) * size) * math.sin(angle)
    if chance(rng, 0.35):
        distance = uniform(rng, 0.05, 0.15) * size - np.abs(distance)
    cover = 1 / (1 + np.exp(np.clip(-distance / (log_uniform(rng, 0.006, 0.06) * size), -30, 30)))
    return surface * grey(1 - uniform(rng, 0.18, 0.5) * cover)


def printed_text(rng, surface: np.ndarray) -> np.ndarray:
    """Printed text: letters and figures, even ink, even stroke."""
    size = surface.shape[0]
    dark = surface.mean() > 110
    ink = colour(rng, (0, 0.6), (0.05, 0.3) if dark else (0.75, 1))
    for _ in range(int(rng.integers(1, 4))):
        layer = write_text(rng, size, log_uniform(rng, 0.045, 0.14) * size, 8)
        surface = mix(surface, ink, layer * uniform(rng, 0.75, 0.97))
    return surface
