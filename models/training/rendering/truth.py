"""Measured truth of a rendered defect. Pixels, degrees and grey levels of the finished picture."""

from __future__ import annotations

import cv2
import numpy as np

from .noise import luma
from .strokes import path_length

SMALL_FRACTION, MEDIUM_FRACTION = 0.005, 0.025
"""Share of the picture below which a defect is small, and medium."""

FAINTEST_LEVELS, FAINTEST_RATIO = 15.0, 3.0
"""A defect is visible from max(15 grey levels, 3 × texture noise) on."""


def size_index(area: float, size: int) -> int:
    share = area / (size * size)
    return 0 if share < SMALL_FRACTION else 1 if share < MEDIUM_FRACTION else 2


def extent(mask: np.ndarray) -> tuple[float, float, float]:
    """Long side, short side (pixels) and direction of the long side (degrees, 0..180, clockwise from the row axis)
    of the minimum-area rectangle around the mask."""
    rows, cols = np.nonzero(mask)
    points = np.stack([cols, rows], 1).astype(np.float32)
    _, (width, height), angle = cv2.minAreaRect(points)
    if width < height:
        width, height, angle = height, width, angle + 90
    return width + 1, height + 1, float(angle % 180)


def line_length(mask: np.ndarray, path: np.ndarray) -> float:
    """Arc length in pixels of that stretch of a centreline which lies on the mask (grown by one pixel)."""
    steps = max(2, int(path_length(path)))
    at = np.linspace(0, len(path) - 1, steps)
    dense = np.stack([np.interp(at, np.arange(len(path)), path[:, k]) for k in (0, 1)], 1)
    grown = neighbourhood(mask, 3)
    spots = np.rint(dense).astype(int)
    inside = ((spots >= 0) & (spots < mask.shape[0])).all(1)
    spots = np.clip(spots, 0, mask.shape[0] - 1)
    on = inside & grown[spots[:, 1], spots[:, 0]]
    pieces = np.hypot(*np.diff(dense, axis=0).T)
    return float(pieces[on[:-1] & on[1:]].sum())


def place_of(mask: np.ndarray) -> tuple[int, float]:
    """Cell 0..8 (reading order) of the 3 × 3 grid that holds the centroid, and the centroid's distance in pixels
    from the nearest grid line."""
    rows, cols = np.nonzero(mask)
    x, y, third = float(cols.mean()), float(rows.mean()), mask.shape[0] / 3
    border = min(abs(v - k * third) for v in (x, y) for k in (1, 2))
    return min(2, int(y // third)) * 3 + min(2, int(x // third)), border


def neighbourhood(mask: np.ndarray, side: int) -> np.ndarray:
    """The mask grown by a square `side` pixels wide."""
    return cv2.dilate(mask.astype(np.uint8), np.ones((side, side), np.uint8)) > 0


def texture_noise(clean: np.ndarray, mask: np.ndarray) -> float:
    """Robust standard deviation (1.4826 × median absolute deviation), in grey levels, of the defect-free picture in
    a ring around the mask, after its slow shading is taken off."""
    unit = max(1, round(clean.shape[0] / 224))
    ring = neighbourhood(mask, 10 * unit + 1)
    grey = luma(clean)
    fine = (grey - cv2.blur(grey, (20 * unit + 1,) * 2))[ring & ~mask]
    if fine.size < 8:
        return 0.0
    return 1.4826 * float(np.median(np.abs(fine - np.median(fine))))


def contrast(picture: np.ndarray, clean: np.ndarray, mask: np.ndarray) -> float:
    """Mean absolute grey-level difference, inside the mask, between the picture and the same picture without the
    defect: one measure for one-signed defects and for two-signed ones such as dents."""
    if not mask.any():
        return 0.0
    return float(np.abs(luma(picture[mask][None]) - luma(clean[mask][None])).mean())


def threshold(noise: float) -> float:
    return max(FAINTEST_LEVELS, FAINTEST_RATIO * noise)


