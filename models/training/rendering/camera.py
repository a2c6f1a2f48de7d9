"""Lamp and camera: what turns a surface into the picture of one."""

from __future__ import annotations

import copy
import math

import cv2
import numpy as np

from .noise import chance, grey, log_uniform, luma, tint, uniform, white
from .wear import Wear

_FULL = (slice(None), slice(None))
NEW = Wear()


class Camera:
    """One exposure setting; the same setting can picture a surface with and without its defect.

    Light gradient and vignette, exposure, colour cast, defocus, contrast, sensor noise, monochrome sensor, JPEG.
    """

    def __init__(self, rng, size: int, *, colour_matters: bool, unit: float | None = None):
        self.size = size
        axis = np.linspace(-1, 1, size, dtype=np.float32)
        angle, slope, vignette = uniform(rng, 0, 2 * math.pi), uniform(rng, 0, 0.26), uniform(rng, 0, 0.16)
        across = slope * math.cos(angle) * axis - vignette * axis**2
        down = slope * math.sin(angle) * axis - vignette * axis**2
        fall = across[None, :] + down[:, None]
        gain = (1 + fall) * uniform(rng, 0.78, 1.2)
        cast = tint(rng, 0.055)
        self.blur = uniform(rng, 0.35, 0.95) * (unit or size / 224) ** 0.7 if chance(rng, 0.45) else 0.0
        self.gain = grey(gain) * (cast * uniform(rng, 0.88, 1.1))
        self.offset = uniform(rng, -10, 12)
        self.mono = not colour_matters and chance(rng, 0.15)
        self.level = log_uniform(rng, 0.6, 4.5)
        self.quality = int(rng.integers(45, 92)) if chance(rng, 0.3) else 0
        self.noise = self.sensor_noise(rng)

    def over(self, window) -> Camera:
        """The same exposure of that window of the view alone."""
        part = copy.copy(self)
        part.gain, part.noise = self.gain[window], self.noise[window]
        return part

    def sensor_noise(self, rng) -> np.ndarray:
        return grey(white(rng, self.size, self.size) * self.level)

    def expose(self, surface: np.ndarray, window=_FULL, noise: np.ndarray | None = None, wear: Wear = NEW) -> np.ndarray:
        """Picture (float32 0..255, not yet rounded) of `surface`, which fills `window` of the view."""
        picture = surface * self.gain[window]
        if self.blur:
            picture = cv2.GaussianBlur(picture, (0, 0), self.blur, borderType=cv2.BORDER_REFLECT)
        if wear is not NEW:
            picture = wear.over(picture)
        if self.mono:
            picture = grey(luma(picture))
        picture = picture + (self.noise if noise is None else noise)[window]
        return np.clip(picture + self.offset, 0, 255)

    def store(self, picture: np.ndarray) -> np.ndarray:
        """uint8, through JPEG when this camera compresses."""
        pixels = np.rint(picture).astype(np.uint8)
        if not self.quality:
            return pixels
        _, data = cv2.imencode(".jpg", pixels[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, self.quality])
        return np.ascontiguousarray(cv2.imdecode(data, cv2.IMREAD_COLOR)[..., ::-1])
