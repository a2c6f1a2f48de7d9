"""Where a defect is drawn: a window of the surface around a point, and what the drawing leaves behind."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np


@dataclass(frozen=True)
class Window:
    """Rectangle of the picture; `xx`, `yy` are pixel offsets from the defect's centre, float32 [h, w]."""

    left: int
    top: int
    xx: np.ndarray
    yy: np.ndarray

    @property
    def shape(self) -> tuple[int, int]:
        return self.xx.shape

    @property
    def slices(self) -> tuple[slice, slice]:
        height, width = self.shape
        return slice(self.top, self.top + height), slice(self.left, self.left + width)


@dataclass(frozen=True)
class Edge:
    """Straight part edge: the part lies where (x - x0)·cos + (y - y0)·sin < 0 (angle of the outward normal)."""

    x: float
    y: float
    angle: float

    def outside(self, xx, yy):
        """Signed distance in pixels, positive off the part."""
        return (xx - self.x) * math.cos(self.angle) + (yy - self.y) * math.sin(self.angle)


@dataclass(frozen=True)
class Site:
    """A clean surface (float32 [size, size, 3]) and the point where a defect goes.

    light: direction in radians towards which shadows fall; edge and background: of the part, where one is in view.
    """

    surface: np.ndarray
    x: float
    y: float
    light: float
    edge: Edge | None = None
    background: np.ndarray | None = None

    @property
    def size(self) -> int:
        return self.surface.shape[0]

    @property
    def unit(self) -> float:
        """Pixels per 1/224 of the picture's side, the unit in which all lengths are chosen."""
        return self.size / 224

    def window(self, radius: float) -> Window:
        left, right = max(0, int(self.x - radius)), min(self.size, int(self.x + radius) + 2)
        top, bottom = max(0, int(self.y - radius)), min(self.size, int(self.y + radius) + 2)
        xs = np.arange(left, right, dtype=np.float32) - self.x
        ys = np.arange(top, bottom, dtype=np.float32) - self.y
        xx, yy = np.meshgrid(xs, ys)
        return Window(left, top, xx, yy)

    def patch(self, window: Window) -> np.ndarray:
        return self.surface[window.slices]

    def brightness(self) -> float:
        """Mean grey level of the surface around the point."""
        reach = int(10 * self.unit)
        x, y = int(self.x), int(self.y)
        return float(self.surface[max(0, y - reach) : y + reach, max(0, x - reach) : x + reach].mean())


@dataclass(frozen=True)
class Mark:
    """A drawn defect. patch: the window with the defect, float32 [h, w, 3]; mask: bool [h, w];
    paths: centrelines in picture coordinates (float [n, 2] each, longest first), only for thin lines."""

    window: Window
    patch: np.ndarray
    mask: np.ndarray
    paths: tuple[np.ndarray, ...] = ()


def shift(field: np.ndarray, dx: float, dy: float) -> np.ndarray:
    """The field moved by a fraction of a pixel or more; zero flows in."""
    move = np.array([[1, 0, dx], [0, 1, dy]], np.float32)
    return cv2.warpAffine(field, move, (field.shape[1], field.shape[0]))


def soften(field: np.ndarray, sigma: float) -> np.ndarray:
    return cv2.GaussianBlur(field, (0, 0), max(0.3, sigma))
