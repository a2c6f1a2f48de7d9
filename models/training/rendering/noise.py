"""Random numbers and random fields that every part of the renderer draws from.

Fields are float32 [size, size]; lengths are pixels of the picture being rendered.
"""

from __future__ import annotations

import math

import cv2
import numpy as np

cv2.setNumThreads(1)

Rng = np.random.Generator


class PartRandom:
    """Draws every choice from the product and every random field from the part: parts of one product have their
    material, edges and print in common, and each its own grain."""

    def __init__(self, product: Rng, texture: Rng):
        self.texture = texture
        self.random, self.integers = product.random, product.integers
        self.uniform, self.choice = product.uniform, product.choice


def uniform(rng: Rng, low: float, high: float) -> float:
    return low + (high - low) * rng.random()


def log_uniform(rng: Rng, low: float, high: float) -> float:
    return low * math.exp(rng.random() * math.log(high / low))


def chance(rng: Rng, probability: float) -> bool:
    return rng.random() < probability


def choose(rng: Rng, options):
    return options[int(rng.integers(len(options)))]


_BANK_SIDE = 1024
_BANK = np.random.default_rng(0).standard_normal((_BANK_SIDE, _BANK_SIDE), dtype=np.float32)


def white(rng: Rng, height: int, width: int) -> np.ndarray:
    """Independent normal values [height, width]; small fields are cut at random from a fixed bank, for speed."""
    rng = getattr(rng, "texture", rng)
    if max(height, width) > _BANK_SIDE // 2:
        return rng.standard_normal((height, width), dtype=np.float32)
    top, left = (int(v) for v in rng.integers(0, (_BANK_SIDE - height, _BANK_SIDE - width)))
    cut = _BANK[top : top + height, left : left + width]
    return -cut if rng.random() < 0.5 else cut.copy()


def smooth(rng: Rng, cells: int, size: int) -> np.ndarray:
    """Slowly varying field of about unit variance with `cells` independent values a side."""
    return cv2.resize(white(rng, cells, cells), (size, size), interpolation=cv2.INTER_CUBIC)


def grain(rng: Rng, size: int, period: float) -> np.ndarray:
    """Isotropic texture of unit variance whose lumps are about `period` pixels apart."""
    if period <= 1:
        return white(rng, size, size)
    field = smooth(rng, max(2, int(round(size / period))), size)
    return field / (float(field.std()) + 1e-6)


def streaks(rng: Rng, size: int, length: float, pitch: float, angle: float) -> np.ndarray:
    """Parallel streaks of unit variance: `length` along and `pitch` across `angle` (radians)."""
    side = int(math.ceil(size * 1.43))
    field = white(rng, max(2, int(side / pitch)), max(2, int(side / length)))
    field = cv2.resize(field, (side, side), interpolation=cv2.INTER_LINEAR)
    turn = cv2.getRotationMatrix2D((side / 2, side / 2), math.degrees(angle), 1)
    turn[:, 2] -= (side - size) / 2
    field = cv2.warpAffine(field, turn, (size, size), borderMode=cv2.BORDER_REFLECT)
    return field / (float(field.std()) + 1e-6)


def grid(size: int) -> tuple[np.ndarray, np.ndarray]:
    """Column and row coordinates of every pixel, float32 [size, size] each (cached; do not write)."""
    if size not in _GRIDS:
        axis = np.arange(size, dtype=np.float32)
        _GRIDS[size] = (np.broadcast_to(axis, (size, size)).copy(), np.broadcast_to(axis[:, None], (size, size)).copy())
    return _GRIDS[size]


_GRIDS: dict[int, tuple[np.ndarray, np.ndarray]] = {}


def grey(field: np.ndarray) -> np.ndarray:
    """[h, w] to float32 [h, w, 3] (much faster than broadcasting over three channels)."""
    field = field.astype(np.float32, copy=False)
    return cv2.merge([field, field, field])


def tint(rng: Rng, amount: float) -> np.ndarray:
    """Three channel gains around one."""
    return (1 + rng.uniform(-amount, amount, 3)).astype(np.float32)


def colour(rng: Rng, saturation: tuple[float, float], value: tuple[float, float]) -> np.ndarray:
    """A random RGB colour (0..255, float32 [3]) with saturation and value (both 0..1) in the given ranges."""
    hue, s, v = rng.random() * 6, uniform(rng, *saturation), uniform(rng, *value) * 255
    channel = [v - v * s * max(0.0, min((n + hue) % 6, 4 - (n + hue) % 6, 1.0)) for n in (5, 3, 1)]
    return np.array(channel, np.float32)


def mix(below: np.ndarray, above: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    """`above` (picture or colour) over `below` with opacity `alpha` [h, w]."""
    return below + (above - below) * grey(alpha)


_LUMA = np.array([[0.299, 0.587, 0.114]], np.float32)


def luma(picture: np.ndarray) -> np.ndarray:
    """Grey levels (ITU-R BT.601) of an RGB picture, float32 [h, w]."""
    return cv2.transform(picture, _LUMA).reshape(picture.shape[:-1])
