"""Lettering as an opacity layer."""

from __future__ import annotations

import math

import cv2
import numpy as np

from .noise import chance, choose, uniform

_SIGNS = list("ABCDEFGHJKLMNPRSTUVWXYZ0123456789-./")
_FONTS = (cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_DUPLEX, cv2.FONT_HERSHEY_PLAIN)
_HEIGHT = {cv2.FONT_HERSHEY_PLAIN: 10.0}  # cap height in pixels at scale one; the others have 21


def write_text(rng, size: int, height: float, longest: int, upright: bool = False) -> np.ndarray:
    """One random line of capitals `height` pixels high at a random place; opacity float32 [size, size]."""
    text = "".join(rng.choice(_SIGNS, int(rng.integers(2, longest + 1))))
    font = choose(rng, _FONTS)
    scale = height / _HEIGHT.get(font, 21.0)
    layer = np.zeros((size, size), np.uint8)
    at = (int(uniform(rng, -0.05, 0.7) * size), int(uniform(rng, 0.1, 0.98) * size))
    thick = max(1, round(height / (6 if chance(rng, 0.4) else 10)))
    cv2.putText(layer, text, at, font, scale, 255, thick, cv2.LINE_AA)
    if not upright and chance(rng, 0.4):
        turn = choose(rng, (90.0, 180.0, 270.0)) if chance(rng, 0.6) else math.degrees(uniform(rng, -0.4, 0.4))
        layer = cv2.warpAffine(layer, cv2.getRotationMatrix2D((size / 2, size / 2), turn, 1), (size, size))
    return layer.astype(np.float32) / 255
