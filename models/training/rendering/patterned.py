"""Surfaces with a designed pattern. Each returns an RGB picture, float32 [size, size, 3]."""

from __future__ import annotations

import math

import cv2
import numpy as np

from .lettering import write_text
from .noise import chance, choose, colour, grain, grey, grid, mix, smooth, uniform

_MASK_COLOURS = ((28, 92, 52), (18, 110, 70), (25, 55, 115), (32, 34, 36), (130, 30, 34))
_SUB = 4  # fractional bits of OpenCV's drawing coordinates


def _fixed(points) -> np.ndarray:
    return np.round(np.asarray(points, np.float32) * (1 << _SUB)).astype(np.int32)


def _layer(size: int) -> np.ndarray:
    return np.zeros((size, size), np.uint8)


def _traces(rng, size: int, unit: float) -> np.ndarray:
    """Copper tracks at 45 and 90 degrees, opacity [size, size]."""
    layer = _layer(size)
    for _ in range(int(rng.integers(5, 11))):
        point = rng.uniform(0, size, 2)
        heading = int(rng.integers(8))
        path = [point]
        for _ in range(int(rng.integers(2, 5))):
            step = uniform(rng, 20, 90) * unit
            point = point + step * np.array([math.cos(heading * math.pi / 4), math.sin(heading * math.pi / 4)])
            heading += int(choose(rng, (-1, 1)))
            path.append(point)
        thick = max(1, round(uniform(rng, 1.5, 4) * unit))
        cv2.polylines(layer, [_fixed(path)], False, 255, thick, cv2.LINE_AA, _SUB)
    return layer.astype(np.float32) / 255


def _solder(rng, picture: np.ndarray, unit: float) -> np.ndarray:
    """Vias and rows of rectangular pads, tinned or gold."""
    size = picture.shape[0]
    metal = choose(rng, ((196, 198, 200), (206, 178, 104)))
    drawn = np.clip(picture, 0, 255).astype(np.uint8)
    for _ in range(int(rng.integers(2, 7))):
        at, radius = _fixed(rng.uniform(0, size, 2)), uniform(rng, 3, 5.5) * unit
        cv2.circle(drawn, at, int(radius * 16), metal, -1, cv2.LINE_AA, _SUB)
        cv2.circle(drawn, at, int(radius * 7), (26, 28, 26), -1, cv2.LINE_AA, _SUB)
    for _ in range(int(rng.integers(1, 3))):
        x, y = rng.uniform(0, size, 2).tolist()
        w, h, gap = uniform(rng, 4, 7) * unit, uniform(rng, 9, 16) * unit, uniform(rng, 9, 14) * unit
        for pad in range(int(rng.integers(3, 9))):
            corner = (int(x + pad * gap), int(y))
            cv2.rectangle(drawn, corner, (int(corner[0] + w), int(y + h)), metal, -1, cv2.LINE_AA)
    return drawn.astype(np.float32)


def pcb(rng, size: int, unit: float | None = None) -> np.ndarray:
    """Solder mask over tracks, pads, vias and a white legend."""
    unit = unit or size / 224
    base = np.array(choose(rng, _MASK_COLOURS), np.float32) * uniform(rng, 0.8, 1.3)
    picture = grey(1 + grain(rng, size, 2 * unit) * 0.015 + smooth(rng, 4, size) * 0.03) * base
    picture = mix(picture, base * 1.25 + np.array([12, 22, 10], np.float32), _traces(rng, size, unit))
    picture = _solder(rng, picture, unit)
    for _ in range(int(rng.integers(1, 4))):
        ink = write_text(rng, size, uniform(rng, 8, 13) * unit, 4)
        picture = mix(picture, np.full(3, 222, np.float32), ink * 0.9)
    return picture


def printed(rng, size: int, unit: float | None = None) -> np.ndarray:
    """Panel or label with designed print: blocks, bars, rules and lettering in two inks."""
    unit = unit or size / 224
    pale = chance(rng, 0.75)
    base = colour(rng, (0.0, 0.12), (0.78, 0.95)) if pale else colour(rng, (0.1, 0.5), (0.15, 0.3))
    inks = [colour(rng, (0.5, 0.95), (0.3, 0.8)), np.full(3, 28 if pale else 228, np.float32)]
    picture = grey(1 + grain(rng, size, 1.5 * unit) * 0.01 + smooth(rng, 3, size) * 0.015) * base
    blocks = _layer(size)
    for _ in range(int(rng.integers(1, 4))):
        x, y = (rng.uniform(-0.1, 0.9, 2) * size).astype(int)
        w, h = (rng.uniform(0.08, 0.5, 2) * size).astype(int)
        thick = -1 if chance(rng, 0.5) else max(1, round(2 * unit))
        if chance(rng, 0.7):
            cv2.rectangle(blocks, (x, y), (x + w, y + h), 255, thick, cv2.LINE_AA)
        else:
            cv2.circle(blocks, (x, y), max(4, w // 2), 255, thick, cv2.LINE_AA)
    picture = mix(picture, inks[0], blocks.astype(np.float32) / 255 * 0.92)
    for _ in range(int(rng.integers(2, 6))):
        ink = write_text(rng, size, uniform(rng, 9, 24) * unit, 9, upright=True)
        picture = mix(picture, choose(rng, inks), ink * 0.92)
    return picture


def fabric(rng, size: int, unit: float | None = None) -> np.ndarray:
    """Plain or twill weave of uneven yarns."""
    unit = unit or size / 224
    pitch = uniform(rng, 3.5, 7) * unit
    xx, yy = grid(size)
    angle = uniform(rng, -0.15, 0.15)
    u = (xx * math.cos(angle) + yy * math.sin(angle) + smooth(rng, 6, size) * 0.5 * unit) * math.pi / pitch
    v = (yy * math.cos(angle) - xx * math.sin(angle) + smooth(rng, 6, size) * 0.5 * unit) * math.pi / pitch
    if chance(rng, 0.5):
        weave = np.where(np.sin(u) * np.sin(v) > 0, np.abs(np.sin(u)), np.abs(np.sin(v)) * 0.85)
    else:
        weave = 0.5 + 0.5 * np.sin(u + v) * np.cos((u - v) * 0.5)
    yarn = grain(rng, size, 2 * unit) * 0.04 + smooth(rng, 24, size) * 0.02
    return grey(0.72 + 0.3 * weave.astype(np.float32) + yarn) * colour(rng, (0.05, 0.6), (0.3, 0.9))
