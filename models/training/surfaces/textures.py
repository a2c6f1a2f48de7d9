"""Families of texture. Each takes the product's random numbers and gives a function that draws a part's own field.

A field is float32 [h,w] of about zero mean and unit variance; lengths are pixels.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import cv2
import numpy as np

from rendering.noise import chance, log_uniform, uniform

Rng = np.random.Generator
Texture = Callable[[Rng, int, int], np.ndarray]


def unit(field: np.ndarray) -> np.ndarray:
    field = field.astype(np.float32)
    return (field - field.mean()) / (field.std() + 1e-6)


def normal(rng: Rng, h: int, w: int) -> np.ndarray:
    return rng.standard_normal((h, w), dtype=np.float32)


def lattice(h: int, w: int, angle: float) -> tuple[np.ndarray, np.ndarray]:
    """Coordinates [h,w] along and across a direction."""
    y, x = np.mgrid[:h, :w].astype(np.float32)
    return x * math.cos(angle) + y * math.sin(angle), y * math.cos(angle) - x * math.sin(angle)


def spectral(product: Rng) -> Texture:
    """Noise whose power falls with frequency, stretched along a direction: clouds, grain, brushing."""
    slope, angle = uniform(product, 0.3, 2.2), uniform(product, 0, math.pi)
    stretch = log_uniform(product, 1, 25) if chance(product, 0.6) else 1.0
    lowest = log_uniform(product, 0.004, 0.08)

    def draw(rng: Rng, h: int, w: int) -> np.ndarray:
        fy, fx = np.fft.fftfreq(h)[:, None], np.fft.rfftfreq(w)[None]
        along, across = fx * math.cos(angle) + fy * math.sin(angle), fy * math.cos(angle) - fx * math.sin(angle)
        reach = np.sqrt((along * stretch) ** 2 + across**2 + lowest**2)
        return unit(np.fft.irfft2(np.fft.rfft2(normal(rng, h, w)) * reach**-slope, (h, w)))

    return draw


def woven(product: Rng) -> Texture:
    """Threads over and under one another."""
    pitch, angle, over = log_uniform(product, 4, 20), uniform(product, 0, math.pi), int(product.integers(1, 4))
    uneven = uniform(product, 0, 0.6)

    def draw(rng: Rng, h: int, w: int) -> np.ndarray:
        a, b = lattice(h, w, angle)
        a, b = a / pitch + rng.random() * 9, b / pitch + rng.random() * 9
        warp = (np.floor(a) + np.floor(b)).astype(int) % (over + 1) == 0
        profile = np.where(warp, np.abs(np.sin(math.pi * a)), 0.8 * np.abs(np.sin(math.pi * b)))
        return unit(profile + uneven * cv2.GaussianBlur(normal(rng, h, w), (0, 0), 1.2))

    return draw


def cellular(product: Rng) -> Texture:
    """Grains of about one size with their own grey and dark or bright borders."""
    size, border, own = log_uniform(product, 5, 45), uniform(product, -1.5, 1.5), uniform(product, 0, 1)
    round_off = uniform(product, 0, 1)

    def draw(rng: Rng, h: int, w: int) -> np.ndarray:
        seeds = np.full((h, w), 255, np.uint8)
        count = max(4, int(h * w / size**2))
        seeds[rng.integers(0, h, count), rng.integers(0, w, count)] = 0
        far, label = cv2.distanceTransformWithLabels(seeds, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_CCOMP)
        grey = rng.random(int(label.max()) + 1).astype(np.float32)[label]
        seam = (cv2.dilate(grey, np.ones((3, 3))) - cv2.erode(grey, np.ones((3, 3))) > 0).astype(np.float32)
        return unit(own * grey - border * cv2.GaussianBlur(seam, (0, 0), 0.8) * 0.5 - round_off * far / size)

    return draw


def leaves(product: Rng) -> Texture:
    """Dead leaves: ellipses of many sizes that cover one another."""
    least, angle, flat = log_uniform(product, 2, 8), uniform(product, 0, 180), uniform(product, 0.3, 1)
    turned = chance(product, 0.5)

    def draw(rng: Rng, h: int, w: int) -> np.ndarray:
        field = np.full((h, w), 0.5, np.float32)
        for _ in range(int(min(500, 1.5 * h * w / (9 * least**2)))):
            r = least * (1 - rng.random()) ** -0.5
            turn = angle if turned else rng.random() * 180
            cv2.ellipse(field, (int(rng.integers(w)), int(rng.integers(h))), (int(r) + 1, int(r * flat) + 1), turn, 0, 360,
                        float(rng.random()), -1)
        return unit(field)

    return draw


def ruled(product: Rng) -> Texture:
    """Marks of a tool: parallel lines of one pitch that waver."""
    pitch, angle, waver = log_uniform(product, 3, 30), uniform(product, 0, math.pi), uniform(product, 0, 0.6)
    sharp = uniform(product, 0, 3)

    def draw(rng: Rng, h: int, w: int) -> np.ndarray:
        a, _ = lattice(h, w, angle)
        off = cv2.resize(normal(rng, 6, 6), (w, h), interpolation=cv2.INTER_CUBIC)
        lines = np.tanh((1 + sharp) * np.sin(2 * math.pi * (a / pitch + rng.random()) + waver * off))
        return unit(lines + 0.2 * normal(rng, h, w))

    return draw


def pored(product: Rng) -> Texture:
    """Pores or specks on a plain ground, which are usual here."""
    share, reach = log_uniform(product, 0.0005, 0.02), log_uniform(product, 0.6, 3)
    sign = -1 if chance(product, 0.7) else 1

    def draw(rng: Rng, h: int, w: int) -> np.ndarray:
        dots = (rng.random((h, w)) < share).astype(np.float32) * rng.random((h, w)).astype(np.float32)
        dots = cv2.GaussianBlur(dots, (0, 0), reach)
        return sign * dots / (dots.max() + 1e-6) * 4 + 0.25 * normal(rng, h, w)

    return draw


def plain(product: Rng) -> Texture:
    """Hardly any texture."""
    period = log_uniform(product, 0.5, 6)
    return lambda rng, h, w: unit(cv2.GaussianBlur(normal(rng, h, w), (0, 0), period)) * 0.4


def turing(product: Rng) -> Texture:
    """Spots and mazes as reaction and diffusion leave them: near excitation, far inhibition, again and again."""
    near, bias = log_uniform(product, 1, 3), uniform(product, -0.25, 0.25)

    def draw(rng: Rng, h: int, w: int) -> np.ndarray:
        field = normal(rng, h, w)
        for _ in range(8):
            change = cv2.GaussianBlur(field, (0, 0), near) - cv2.GaussianBlur(field, (0, 0), 2 * near)
            field = np.tanh(12 * change + bias)
        return unit(field)

    return draw


Families = tuple[Callable[[Rng], Texture], ...]
USUAL: Families = (spectral, spectral, woven, cellular, leaves, ruled, pored, plain)
TURING: Families = (turing,)


def mixed(product: Rng, families: Families) -> Texture:
    """One texture, or two over one another."""
    first = families[int(product.integers(len(families)))](product)
    if chance(product, 0.4):
        return first
    second, share = spectral(product), uniform(product, 0.15, 0.7)
    return lambda rng, h, w: first(rng, h, w) + share * second(rng, h, w)
