"""Filled outlines in a window, as coverage 0..1 (float32 [h, w])."""

from __future__ import annotations

import math

import cv2
import numpy as np

from .noise import smooth, uniform
from .site import Window


def polar(window: Window, stretch: float = 1.0, angle: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """Radius and angle of every pixel in a frame that is `stretch` times longer along `angle`; the area is kept."""
    u = (window.xx * math.cos(angle) + window.yy * math.sin(angle)) / math.sqrt(stretch)
    v = (window.yy * math.cos(angle) - window.xx * math.sin(angle)) * math.sqrt(stretch)
    return np.hypot(u, v), np.arctan2(v, u)


def outline(rng, theta: np.ndarray, waves: int, amount: float) -> np.ndarray:
    """Radius factor around one made of the first `waves` harmonics."""
    factor = np.ones_like(theta)
    for k in range(2, 2 + waves):
        factor += uniform(rng, -amount, amount) / (k - 1) * np.cos(k * theta + uniform(rng, 0, 2 * math.pi))
    return np.maximum(factor, 0.3)


def blob(rng, window: Window, radius: float, *, waves: int, amount: float, soft: float, stretch: float) -> np.ndarray:
    """Round patch with a wavy outline; its edge is `soft` pixels wide."""
    r, theta = polar(window, stretch, uniform(rng, 0, math.pi))
    return np.clip((radius * outline(rng, theta, waves, amount) - r) / max(1.0, soft) + 0.5, 0, 1)


def window_noise(rng, window: Window, period: float) -> np.ndarray:
    """Unit-variance noise with lumps about `period` pixels apart, over the window."""
    height, width = window.shape
    side = max(height, width)
    return smooth(rng, max(2, int(round(side / period))), side)[:height, :width]


def polygon(window: Window, corners: np.ndarray) -> np.ndarray:
    """Filled polygon; corners are offsets from the window's centre, [n, 2]."""
    layer = np.zeros(window.shape, np.uint8)
    origin = np.array([window.xx[0, 0], window.yy[0, 0]])
    cv2.fillPoly(layer, [np.round((corners - origin) * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
    return layer.astype(np.float32) / 255
