"""Lamp and lens that are not any more what a line was commissioned with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np


@dataclass(frozen=True)
class Wear:
    """light: share of the light that is lost. blur: defocus, pixels (standard deviation). grease: 0..1, from a clean lens
    to a smear over some two fifths of the view behind which four fifths of the detail are gone. place: seed of the smear."""

    light: float = 0.0
    blur: float = 0.0
    grease: float = 0.0
    place: int = 0

    def over(self, picture: np.ndarray) -> np.ndarray:
        """What of `picture` (float32 RGB, before the sensor's noise) comes through."""
        if self.grease:
            picture = self._smeared(picture)
        if self.blur:
            picture = cv2.GaussianBlur(picture, (0, 0), self.blur, borderType=cv2.BORDER_REFLECT)
        return picture * np.float32(1 - self.light)

    def _smeared(self, picture: np.ndarray) -> np.ndarray:
        """Grease scatters: detail is lost, and light from all over the view lies over the place as a veil."""
        size = picture.shape[0]
        thickness = (_smear(self.place, size) * (0.5 + 0.5 * self.grease) - (1 - self.grease) * 0.5) * 1.6
        share = np.clip(thickness, 0, 0.8).astype(np.float32)[..., None]
        scattered = cv2.GaussianBlur(picture, (0, 0), 0.03 * size, borderType=cv2.BORDER_REFLECT)
        veil = 0.7 * scattered + 0.3 * (picture.mean((0, 1)) * 1.15)
        return picture * (1 - share) + veil * share


@lru_cache(maxsize=8)
def _smear(seed: int, size: int) -> np.ndarray:
    """A soft, uneven spot somewhere in view: 0..1, highest in its middle. Out of focus, as everything on a lens."""
    rng = np.random.default_rng([seed, 7])
    x, y = rng.uniform(0.25, 0.75, 2) * size
    long, wide, turn = rng.uniform(0.3, 0.42) * size, rng.uniform(0.2, 0.3) * size, rng.uniform(0, np.pi)
    across, down = np.meshgrid(np.arange(size) - x, np.arange(size) - y)
    u = (across * np.cos(turn) + down * np.sin(turn)) / long
    v = (down * np.cos(turn) - across * np.sin(turn)) / wide
    uneven = cv2.GaussianBlur(rng.standard_normal((size, size)), (0, 0), 0.06 * size, borderType=cv2.BORDER_REFLECT)
    spot = np.exp(-(u * u + v * v)) * (1 + 0.2 * uneven / uneven.std())
    return np.clip(spot / spot.max(), 0, 1)
