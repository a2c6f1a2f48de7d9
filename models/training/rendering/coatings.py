"""Painted, plastic, glass and ceramic surfaces. Each returns an RGB picture, float32 [size, size, 3]."""

from __future__ import annotations

import math

import cv2
import numpy as np

from .noise import chance, colour, grain, grey, grid, smooth, tint, uniform


def painted(rng, size: int, unit: float | None = None) -> np.ndarray:
    """Strong colour with the fine waviness of a sprayed coat (orange peel), sometimes metallic flakes."""
    unit = unit or size / 224
    field = 1 + grain(rng, size, uniform(rng, 4, 8) * unit) * uniform(rng, 0.01, 0.035) + smooth(rng, 3, size) * 0.03
    if chance(rng, 0.3):
        field += grain(rng, size, unit) * uniform(rng, 0.02, 0.05)
    return grey(field) * colour(rng, (0.45, 0.9), (0.35, 0.9))


def _softbox(rng, size: int) -> np.ndarray:
    """Blurred reflection of a lamp, 0..1."""
    xx, yy = grid(size)
    angle = uniform(rng, 0, math.pi)
    across = (xx - uniform(rng, 0, size)) * math.cos(angle) + (yy - uniform(rng, 0, size)) * math.sin(angle)
    half, edge = uniform(rng, 0.08, 0.35) * size, uniform(rng, 0.03, 0.12) * size
    return 1 / (1 + np.exp((np.abs(across) - half) / edge))


def glossy_plastic(rng, size: int, unit: float | None = None) -> np.ndarray:
    """Even colour, no grain, mirrored lamp as a broad soft band."""
    base = colour(rng, (0.0, 0.7), (0.12, 0.85))
    field = grey(1 + smooth(rng, 4, size) * 0.02) * base
    return field + grey(_softbox(rng, size) * uniform(rng, 12, 50))


def matte_plastic(rng, size: int, unit: float | None = None) -> np.ndarray:
    """Dull colour with the fine even grain of an eroded mould, no reflection."""
    unit = unit or size / 224
    field = 1 + grain(rng, size, uniform(rng, 1.4, 3) * unit) * uniform(rng, 0.02, 0.055) + smooth(rng, 3, size) * 0.015
    return grey(field) * colour(rng, (0.0, 0.3), (0.15, 0.8))


def glass(rng, size: int, unit: float | None = None) -> np.ndarray:
    """Greenish or bluish pane: blurred things behind it, straight reflections in front."""
    behind = cv2.GaussianBlur(smooth(rng, 7, size), (0, 0), 0.02 * size) * uniform(rng, 3, 9)
    shade = uniform(rng, 55, 215)
    hue = np.array([uniform(rng, 0.82, 0.95), 1.0, uniform(rng, 0.93, 1.06)], np.float32)
    picture = grey(behind + shade) * hue
    xx, yy = grid(size)
    angle = uniform(rng, 0.5, 1.1) * (1 if chance(rng, 0.5) else -1)
    along = xx * math.cos(angle) + yy * math.sin(angle)
    for _ in range(int(rng.integers(1, 4))):
        centre, half = uniform(rng, -0.5, 1.4) * size, uniform(rng, 0.03, 0.16) * size
        soft = uniform(rng, 0.008, 0.02) * size
        band = 1 / (1 + np.exp(np.clip((np.abs(along - centre) - half) / soft, -30, 30)))
        picture += grey(band * uniform(rng, 6, 24))
    return picture


def ceramic_tile(rng, size: int, unit: float | None = None) -> np.ndarray:
    """Pale glaze with faint clouds and fine mineral speckle."""
    unit = unit or size / 224
    base = np.array([1, uniform(rng, 0.94, 1), uniform(rng, 0.86, 1)], np.float32) * uniform(rng, 165, 232)
    field = 1 + smooth(rng, 6, size) * uniform(rng, 0.005, 0.025)
    speckle = np.clip(grain(rng, size, 2.4 * unit) - uniform(rng, 2.1, 2.9), 0, 1)
    return grey(field - speckle * uniform(rng, 0.05, 0.22)) * base * tint(rng, 0.02)
