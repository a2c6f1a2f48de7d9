"""Curves and the thin strokes drawn along them."""

from __future__ import annotations

import math

import cv2
import numpy as np

from .noise import uniform
from .site import Window

_SUB = 4


def arc(rng, length: float, bend: float) -> np.ndarray:
    """Gently curved line of about `length` around the origin in a random direction, float [24, 2]."""
    t = np.linspace(-0.5, 0.5, 24)
    bow = uniform(rng, -bend, bend) * (t * t - 1 / 12) + uniform(rng, -bend, bend) * 0.8 * t * (t * t - 0.15)
    return turn(np.stack([t, bow], 1) * length, uniform(rng, 0, 2 * math.pi))


def jagged(rng, length: float, step: float, heading: float) -> np.ndarray:
    """Broken line from the origin with a sharp corner every `step`, float [n, 2]."""
    count = max(4, int(length / step))
    wander = np.cumsum(rng.normal(0, 0.12, count))
    directions = heading + wander + rng.uniform(0.15, 0.75, count) * np.where(np.arange(count) % 2, 1, -1) * np.sign(
        rng.random(count) - 0.2
    )
    steps = rng.uniform(0.5, 1.5, count) * (length / count)
    moves = np.stack([np.cos(directions), np.sin(directions)], 1) * steps[:, None]
    return np.concatenate([np.zeros((1, 2)), np.cumsum(moves, 0)])


def turn(points: np.ndarray, angle: float) -> np.ndarray:
    c, s = math.cos(angle), math.sin(angle)
    return points @ np.array([[c, s], [-s, c]])


def path_length(points: np.ndarray) -> float:
    return float(np.hypot(*np.diff(points, axis=0).T).sum())


def stroke(window: Window, points: np.ndarray, widths: np.ndarray) -> np.ndarray:
    """Coverage (0..1, float32 [h, w]) of a stroke along `points` (offsets from the window's centre, [n, 2])
    with `widths` in pixels at each point; below one pixel the coverage falls instead of the width."""
    height, width = window.shape
    fine = 4 if float(widths.max()) < 4 else 2
    layer = np.zeros((height * fine, width * fine), np.uint8)
    origin = np.array([window.xx[0, 0], window.yy[0, 0]])
    spots = np.round(((points - origin + 0.5) * fine - 0.5) * (1 << _SUB)).astype(np.int32)
    thick = np.maximum(1, np.round((widths[:-1] + widths[1:]) / 2 * fine)).astype(int)
    for start, end, t in zip(spots[:-1], spots[1:], thick):
        cv2.line(layer, tuple(map(int, start)), tuple(map(int, end)), 255, int(t), cv2.LINE_8, _SUB)
    return cv2.resize(layer, (width, height), interpolation=cv2.INTER_AREA).astype(np.float32) / 255


def taper(count: int, width: float, ends: float) -> np.ndarray:
    """Widths that fall to `ends` × `width` at both tips."""
    t = np.linspace(-1, 1, count)
    return width * (ends + (1 - ends) * np.sqrt(np.clip(1 - t**4, 0, 1)))
