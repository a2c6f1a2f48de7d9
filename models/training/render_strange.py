"""Renders pictures that show no factory surface, to see whether they are taken for one.

    python models/training/render_strange.py --count 200 --seed 548000000 --out strange

Picture i is of kind i modulo 9, from seed SEED + i: clouds and mountains of fractal noise, cells around random points, leaves
on leaves, spots of reaction and diffusion, a chessboard seen aslant, a page of lines, interfering waves, plain noise.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np

from rendering.manifest import write_manifest, write_picture


def fractal(rng, size: int, roughness: float) -> np.ndarray:
    """Noise whose power falls with frequency, 0..1."""
    frequency = np.hypot(*np.meshgrid(np.fft.fftfreq(size), np.fft.fftfreq(size)))
    spectrum = np.fft.fft2(rng.standard_normal((size, size))) / np.maximum(frequency, 1 / size) ** roughness
    field = np.real(np.fft.ifft2(spectrum))
    return (field - field.min()) / np.ptp(field)


def coloured(rng, field: np.ndarray) -> np.ndarray:
    """A field of 0..1 along a way through three colours."""
    stops = rng.uniform(0, 255, (3, 3))
    return np.stack([np.interp(field, [0, 0.5, 1], stops[:, channel]) for channel in range(3)], -1)


def clouds(rng, size):
    return coloured(rng, fractal(rng, size, rng.uniform(1.4, 2.2)))


def mountains(rng, size):
    picture = coloured(rng, np.repeat(np.linspace(0, 1, size)[:, None], size, 1))
    for depth in np.linspace(0.35, 0.9, 5):
        ridge = (depth + 0.25 * (fractal(rng, size, 1.8)[0] - 0.5)) * size
        picture[np.arange(size)[:, None] > ridge] = rng.uniform(0, 200, 3)
    return picture


def cells(rng, size):
    points = rng.uniform(0, size, (int(rng.integers(12, 60)), 2))
    y, x = np.mgrid[:size, :size]
    nearest = ((x[..., None] - points[:, 0]) ** 2 + (y[..., None] - points[:, 1]) ** 2).argmin(-1)
    return rng.uniform(0, 255, (len(points), 3))[nearest]


def leaves(rng, size):
    picture = np.zeros((size, size, 3), np.float32)
    for _ in range(300):
        axes = rng.uniform(4, 40, 2).astype(int).tolist()
        place = rng.integers(0, size, 2).tolist()
        cv2.ellipse(picture, place, axes, float(rng.uniform(0, 180)), 0, 360, rng.uniform(0, 255, 3).tolist(), -1)
    return picture


def spots(rng, size):
    """Gray-Scott (Pearson 1993, "Complex patterns in a simple system")."""
    u, v = np.ones((96, 96), np.float32), (rng.random((96, 96)) < 0.06).astype(np.float32)
    feed, kill = rng.uniform(0.035, 0.045), rng.uniform(0.06, 0.0625)
    spread = np.array([[0.05, 0.2, 0.05], [0.2, -1, 0.2], [0.05, 0.2, 0.05]], np.float32)
    for _ in range(1200):
        reacted = u * v * v
        u += 1.0 * cv2.filter2D(u, -1, spread, borderType=cv2.BORDER_REFLECT) - reacted + feed * (1 - u)
        v += 0.5 * cv2.filter2D(v, -1, spread, borderType=cv2.BORDER_REFLECT) + reacted - (feed + kill) * v
    return coloured(rng, cv2.resize(v / max(float(v.max()), 1e-6), (size, size), interpolation=cv2.INTER_CUBIC))


def chessboard(rng, size):
    y, x = np.mgrid[:size, :size] / size
    tilt, turn, count = rng.uniform(-0.6, 0.6), rng.uniform(0, np.pi), rng.uniform(4, 14)
    u = (x * np.cos(turn) - y * np.sin(turn)) * count / (1 + tilt * y)
    v = (x * np.sin(turn) + y * np.cos(turn)) * count / (1 + tilt * y)
    return rng.uniform(0, 255, (2, 3))[((np.floor(u) + np.floor(v)) % 2).astype(int)]


def page(rng, size):
    picture = np.full((size, size, 3), rng.integers(200, 255), np.uint8)
    for line in range(12, size - 6, int(rng.integers(9, 16))):
        words = "".join(chr(int(c)) for c in rng.integers(97, 123, 40))
        cv2.putText(picture, words, (6, line), cv2.FONT_HERSHEY_COMPLEX, 0.32, [float(rng.uniform(0, 80))] * 3, 1)
    return picture


def waves(rng, size):
    y, x = np.mgrid[:size, :size]
    sources = rng.uniform(-size, 2 * size, (3, 2))
    field = sum(np.sin(np.hypot(x - a, y - b) / rng.uniform(2, 9)) for a, b in sources)
    return coloured(rng, (field + 3) / 6)


def plain_noise(rng, size):
    return rng.uniform(0, 255, (size, size, 3))


KINDS = (clouds, mountains, cells, leaves, spots, chessboard, page, waves, plain_noise)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True, help="seed of the first picture")
    parser.add_argument("--out", type=Path, required=True, help="folder to write to")
    parser.add_argument("--size", type=int, default=224, help="side in pixels (224)")
    options = parser.parse_args()
    records = []
    for index in range(options.count):
        kind, rng = KINDS[index % len(KINDS)], np.random.default_rng(options.seed + index)
        picture = np.clip(kind(rng, options.size) + rng.normal(0, 2, (options.size, options.size, 1)), 0, 255)
        name = f"{index:04d}.png"
        write_picture(options.out / name, picture.astype(np.uint8))
        records.append({"file": name, "has_defect": False, "kind": kind.__name__, "seed": options.seed + index})
    write_manifest(options.out / "manifest.jsonl", records)


if __name__ == "__main__":
    main()
