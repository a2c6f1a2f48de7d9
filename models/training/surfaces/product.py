"""Pictures of the parts of one product whose surface is procedural.

What belongs to the product: texture, zones, edge, tone, and how unsteady its pictures are. Each picture has its own grain,
size, light, exposure, focus and noise.
"""

from __future__ import annotations

import math

import cv2
import numpy as np

from rendering.noise import chance, log_uniform, tint, uniform

from .anomalies import marred
from .textures import USUAL, Families, lattice, mixed, normal

SIDE = 224
LEAST = 9.0
"""Grey levels by which an anomaly departs from what was there, mean over its mask, before it counts."""


class Product:
    def __init__(self, seed: int, families: Families = USUAL):
        self.seed = seed
        rng = np.random.default_rng([seed, 1])
        self.texture, self.other = mixed(rng, families), mixed(rng, families)
        self.amount, self.tone = log_uniform(rng, 4, 34), uniform(rng, 45, 190)
        self.width, self.height = (log_uniform(rng, 110, 340) for _ in range(2))
        self.unsteady = uniform(rng, 0.05, 1) if chance(rng, 0.75) else 0.05
        self.sizes = uniform(rng, 0, 0.35) if chance(rng, 0.5) else 0.0
        self.zone = (uniform(rng, 0, 2 * math.pi), uniform(rng, -0.35, 0.35)) if chance(rng, 0.3) else None
        self.edge = (uniform(rng, 0, 2 * math.pi), uniform(rng, 0.55, 0.95)) if chance(rng, 0.35) else None
        self.ground = uniform(rng, 0, 255)
        self.tint = tint(rng, 0.12 if chance(rng, 0.5) else 0.0)

    def picture(self, number: int, defect: bool) -> tuple[np.ndarray, np.ndarray]:
        """uint8 [224,224,3] and the anomaly's mask, bool [224,224]; empty where none came out that could be seen."""
        for attempt in range(12):
            rng = np.random.default_rng([self.seed, 2, number, attempt])
            picture, mask = self._attempt(rng, defect)
            if not defect or mask.any():
                break
        return picture, mask

    def _attempt(self, rng, defect: bool) -> tuple[np.ndarray, np.ndarray]:
        h, w = (int(np.clip(side * math.exp(rng.normal(0, self.sizes)), 90, 420)) for side in (self.height, self.width))
        clean = self._surface(rng, h, w)
        camera = self._camera(rng, h, w)
        state = rng.bit_generator.state
        if not defect:
            return _stored(rng, camera(clean, rng)), np.zeros((SIDE, SIDE), bool)
        after, alpha = marred(np.random.default_rng(rng.integers(1 << 62)), clean)
        rng.bit_generator.state = state
        before = camera(clean, rng)
        rng.bit_generator.state = state
        shown = camera(after, rng)
        on = _sized(alpha) > 0.3
        changed = np.abs(shown - before).mean(2)
        on &= cv2.GaussianBlur(changed, (0, 0), 2) > 2
        if on.sum() < 12 or changed[on].mean() < LEAST:
            on[:] = False
        return _stored(rng, shown), on

    def _surface(self, rng, h: int, w: int) -> np.ndarray:
        field = self.texture(rng, h, w)
        if self.zone:
            angle, off = self.zone
            a, _ = lattice(h, w, angle)
            a = (a - a.mean()) / max(h, w) + off + rng.normal(0, 0.02)
            field = np.where(a > 0, self.other(rng, h, w) + 1, field)
        return field

    def _camera(self, rng, h: int, w: int):
        """A function of a surface and random numbers: its picture, float32 [224,224,3]."""
        much = self.unsteady
        gain, offset, gamma = math.exp(rng.normal(0, 0.3 * much)), rng.normal(0, 14 * much), math.exp(rng.normal(0, 0.2 * much))
        contrast = self.amount * math.exp(rng.normal(0, 0.3 * much))
        y, x = np.mgrid[-1 : 1 : h * 1j, -1 : 1 : w * 1j].astype(np.float32)
        slope, angle, vignette = 0.3 * much * rng.random(), uniform(rng, 0, 2 * math.pi), 0.3 * much * rng.random()
        light = 1 + slope * (x * math.cos(angle) + y * math.sin(angle)) - vignette * (x * x + y * y) / 2
        cloud = cv2.resize(normal(rng, 4, 4), (w, h), interpolation=cv2.INTER_CUBIC)
        light += 0.1 * much * cloud
        blur, noise = abs(rng.normal(0, 0.9 * much)), abs(rng.normal(0, 3)) * much + 0.5
        lies, shift = rng.normal(0, 0.03), rng.normal(0, 0.02)

        def shoot(surface: np.ndarray, rng) -> np.ndarray:
            grey = self.tone + contrast * surface
            if self.edge:
                angle, reach = self.edge
                out = np.clip(((x * math.cos(angle + lies) + y * math.sin(angle + lies)) - reach - shift) * min(h, w) / 4, 0, 1)
                grey = grey + (self.ground - grey) * out
            grey = 255 * (np.clip(grey * light * gain + offset, 0, 255) / 255) ** gamma
            if blur > 0.3:
                grey = cv2.GaussianBlur(grey, (0, 0), blur)
            grey = _sized(grey + noise * normal(rng, h, w))
            return np.clip(cv2.merge([grey * gain for gain in self.tint.tolist()]), 0, 255)

        return shoot


def _sized(field: np.ndarray) -> np.ndarray:
    """Squeezed to the side that the model sees, smoothed before as a good resizer does."""
    h, w = field.shape
    how = cv2.INTER_AREA if h >= SIDE and w >= SIDE else cv2.INTER_CUBIC
    return cv2.resize(field.astype(np.float32), (SIDE, SIDE), interpolation=how)


def _stored(rng, picture: np.ndarray) -> np.ndarray:
    pixels = np.rint(picture).astype(np.uint8)
    if not chance(rng, 0.3):
        return pixels
    _, data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(50, 95))])
    return cv2.imdecode(data, cv2.IMREAD_COLOR)
