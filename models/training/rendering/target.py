"""A mark that a camera is focused by: a quartered disc, printed on every part at the same place."""

from __future__ import annotations

import cv2
import numpy as np

from .noise import grey, mix

DIAMETER, CENTRE = 0.1, 0.09
"""Shares of the view: of the disc, and of its centre from the left and from the top."""

_FINER = 8
DARK, BRIGHT = 25.0, 225.0


def with_target(surface: np.ndarray, size: int, margin: int) -> np.ndarray:
    """surface: float32 RGB, `margin` pixels larger than the view of `size` on each side."""
    radius = DIAMETER * size / 2
    middle = margin + CENTRE * size - 0.5
    axis = (np.arange(surface.shape[0] * _FINER) + 0.5) / _FINER - 0.5 - middle
    inside = (axis**2 + axis[:, None] ** 2 < radius**2).astype(np.float32)
    dark = inside * (axis * axis[:, None] > 0)
    shares = [cv2.resize(layer, surface.shape[:2], interpolation=cv2.INTER_AREA) for layer in (inside, dark)]
    for share, level in zip(shares, (BRIGHT, DARK)):
        surface = mix(surface, grey(np.full(share.shape, level, np.float32)), share)
    return surface
