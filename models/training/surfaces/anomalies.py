"""Anomalies of many kinds: what covers which places, and what is there instead."""

from __future__ import annotations

import math
from collections.abc import Callable

import cv2
import numpy as np

from rendering.noise import chance, choose, log_uniform, uniform
from rendering.strokes import arc, jagged

from .textures import USUAL, lattice, mixed, normal, unit

Rng = np.random.Generator


def _at(rng: Rng, h: int, w: int) -> tuple[float, float]:
    return uniform(rng, 0.06, 0.94) * w, uniform(rng, 0.06, 0.94) * h


def _line(shape: tuple[int, int], points: np.ndarray, width: float) -> np.ndarray:
    layer = np.zeros((shape[0] * 2, shape[1] * 2), np.uint8)
    cv2.polylines(layer, [np.round(points * 2 * 16).astype(np.int32)], False, 255, max(1, round(width * 2)), cv2.LINE_AA, 4)
    return cv2.resize(layer, shape[::-1], interpolation=cv2.INTER_AREA).astype(np.float32) / 255


def scratchy(rng: Rng, h: int, w: int) -> np.ndarray:
    return _line((h, w), arc(rng, log_uniform(rng, 0.1, 0.8) * max(h, w), 0.4) + _at(rng, h, w), log_uniform(rng, 0.8, 4))


def cracked(rng: Rng, h: int, w: int) -> np.ndarray:
    length = log_uniform(rng, 0.1, 0.8) * max(h, w)
    points = jagged(rng, length, max(3, length / uniform(rng, 8, 20)), uniform(rng, 0, 2 * math.pi))
    return _line((h, w), points - points.mean(0) + _at(rng, h, w), log_uniform(rng, 0.8, 4))


def blob(rng: Rng, h: int, w: int) -> np.ndarray:
    """Rounded and lobed, from a few pixels to a third of the picture."""
    (cx, cy), radius = _at(rng, h, w), log_uniform(rng, 0.012, 0.22) * min(h, w) + 1
    a, b = lattice(h, w, uniform(rng, 0, math.pi))
    ca, cb = a[int(cy), int(cx)], b[int(cy), int(cx)]
    reach = np.hypot((a - ca) / uniform(rng, 1, 2.5), b - cb) / radius
    lobes = cv2.resize(normal(rng, 9, 9), (w, h), interpolation=cv2.INTER_CUBIC) * uniform(rng, 0, 0.35)
    soft = log_uniform(rng, 0.05, 0.5) if chance(rng, 0.5) else 1 / radius
    return np.clip((1 - reach + lobes) / soft + 0.5, 0, 1).astype(np.float32)


def specks(rng: Rng, h: int, w: int) -> np.ndarray:
    layer = np.zeros((h, w), np.float32)
    (cx, cy), spread = _at(rng, h, w), log_uniform(rng, 3, 25)
    for x, y in rng.normal(0, spread, (int(rng.integers(1, 10)), 2)) + (cx, cy):
        cv2.circle(layer, (int(x), int(y)), int(log_uniform(rng, 1, 5)), 1.0, -1, cv2.LINE_AA)
    return layer


def rectangle(rng: Rng, h: int, w: int) -> np.ndarray:
    size = (log_uniform(rng, 0.03, 0.35) * w, log_uniform(rng, 0.03, 0.35) * h)
    corners = cv2.boxPoints((_at(rng, h, w), size, uniform(rng, 0, 90) if chance(rng, 0.7) else 0))
    layer = np.zeros((h, w), np.uint8)
    cv2.fillConvexPoly(layer, np.round(corners * 16).astype(np.int32), 255, cv2.LINE_AA, 4)
    return layer.astype(np.float32) / 255


def wide(rng: Rng, h: int, w: int) -> np.ndarray:
    """A large region of a wavy outline."""
    field = unit(cv2.resize(normal(rng, 4, 4), (w, h), interpolation=cv2.INTER_CUBIC))
    return np.clip((field - uniform(rng, 0.8, 1.6)) / uniform(rng, 0.05, 0.5), 0, 1).astype(np.float32)


SHAPES = (scratchy, cracked, blob, blob, blob, specks, rectangle, wide)


def toned(rng: Rng, surface: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    return surface + uniform(rng, 0.8, 3.5) * choose(rng, (-1, -1, 1))


def swapped(rng: Rng, surface: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    return mixed(rng, USUAL)(rng, *surface.shape) * uniform(rng, 0.7, 1.8) + rng.normal(0, 0.8)


def moved(rng: Rng, surface: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    """The same surface, turned and scaled."""
    h, w = surface.shape
    turn = cv2.getRotationMatrix2D((w / 2, h / 2), uniform(rng, 30, 150), log_uniform(rng, 0.4, 2.5))
    return cv2.warpAffine(surface, turn, (w, h), borderMode=cv2.BORDER_REFLECT) * uniform(rng, 0.8, 1.4)


def smoothed(rng: Rng, surface: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    return cv2.GaussianBlur(surface, (0, 0), log_uniform(rng, 2, 12)) + rng.normal(0, 0.5)


def roughened(rng: Rng, surface: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    grain = unit(cv2.GaussianBlur(normal(rng, *surface.shape), (0, 0), log_uniform(rng, 0.5, 3)))
    return surface + uniform(rng, 0.8, 2.5) * grain


def pressed(rng: Rng, surface: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    """Bright on the side to the light and dark on the other."""
    deep = cv2.GaussianBlur(alpha, (0, 0), log_uniform(rng, 1, 6))
    angle = uniform(rng, 0, 2 * math.pi)
    slope = cv2.Sobel(deep, cv2.CV_32F, 1, 0) * math.cos(angle) + cv2.Sobel(deep, cv2.CV_32F, 0, 1) * math.sin(angle)
    return surface + uniform(rng, 1.5, 4) * slope / (np.abs(slope).max() + 1e-6)


CONTENTS: tuple[Callable, ...] = (toned, toned, toned, swapped, moved, smoothed, roughened, pressed)


def marred(rng: Rng, surface: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A surface with an anomaly, and how much of every pixel it covers."""
    alpha = choose(rng, SHAPES)(rng, *surface.shape)
    there = choose(rng, CONTENTS)(rng, surface, alpha)
    return surface + (there - surface) * alpha * uniform(rng, 0.6, 1), alpha
