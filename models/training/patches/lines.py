"""Rendered product lines as episodes: drawn by processes of their own while the encoder learns from those that are there."""

from __future__ import annotations

import multiprocessing
import random
from queue import Empty

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

import vocabulary
from rendering.product import Product

from .episodes import BAD, CELL, GOOD, REFERENCES, SIDE, Episode

FIRST_SEED, LAST_SEED = 5_000_000, 10_000_000
FINE = 8
"""Good parts of a line that are drawn."""
MATERIALS = [m.id for m in vocabulary.MATERIALS if m.id not in vocabulary.UNSEEN_MATERIALS]
DEFECTS = [d.id for d in vocabulary.DEFECTS]
LOOKALIKES = [t.id for t in vocabulary.LOOKALIKES if t.id != vocabulary.UNSEEN_LOOKALIKE]


def draw_line(seed: int) -> tuple[np.ndarray, np.ndarray] | None:
    """uint8 [pictures,224,224,3] (good ones, look-alikes, defects) and the defects' masks uint8 [defects,224,224]; nothing
    where the product cannot show them all."""
    product = Product.draw(seed, MATERIALS[seed % len(MATERIALS)], SIDE)
    try:
        fine = [product.part(i) for i in range(FINE)]
        alike = [product.part(100 + i, lookalike=kind) for i, kind in enumerate(LOOKALIKES)]
        bad = [product.part(200 + i, defect=kind, visible=True) for i, kind in enumerate(DEFECTS)]
    except RuntimeError:
        return None
    return np.stack([d.image for d in (*fine, *alike, *bad)]), np.stack([np.asarray(d.mask) > 0 for d in bad]).astype(np.uint8)


def _draw_for_ever(queue: multiprocessing.Queue, first: int, every: int) -> None:
    for seed in range(FIRST_SEED + first, LAST_SEED, every):
        if (line := draw_line(seed)) is not None:
            queue.put(line)


class Lines:
    """Up to `most` lines, on the device."""

    def __init__(self, most: int, workers: int, device: torch.device):
        context = multiprocessing.get_context("spawn")
        self.queue = context.Queue(maxsize=64)
        self.workers = [context.Process(target=_draw_for_ever, args=(self.queue, i, workers), daemon=True) for i in range(workers)]
        for worker in self.workers:
            worker.start()
        self.count, self.most, self.device = 0, most, device
        kinds = FINE + len(LOOKALIKES) + len(DEFECTS)
        self.pictures = torch.zeros(most, kinds, 3, SIDE, SIDE, dtype=torch.uint8, device=device)
        self.masks = torch.zeros(most, len(DEFECTS), SIDE, SIDE, dtype=torch.uint8, device=device)

    def collect(self, wait: bool = False) -> None:
        while self.count < self.most:
            try:
                pictures, masks = self.queue.get(block=wait)
            except Empty:
                return
            self.pictures[self.count] = torch.from_numpy(pictures).permute(0, 3, 1, 2)
            self.masks[self.count] = torch.from_numpy(masks)
            self.count += 1
            wait = False

    def stop(self) -> None:
        for worker in self.workers:
            worker.terminate()

    def draw(self, products: int) -> Episode:
        pictures, cells = [], []
        for _ in range(products):
            line = random.randrange(self.count)
            fine = random.sample(range(FINE), REFERENCES + GOOD - 1)
            alike = FINE + random.randrange(len(LOOKALIKES))
            bad = random.sample(range(len(DEFECTS)), BAD)
            shown = self.pictures[line, [*fine, alike, *(FINE + len(LOOKALIKES) + i for i in bad)]]
            masks = self.masks[line, bad].float()
            for way in range(3):
                if random.random() < 0.5:
                    turned = (lambda x: x.flip(-1), lambda x: x.flip(-2), lambda x: x.transpose(-1, -2))[way]
                    shown, masks = turned(shown), turned(masks)
            pictures.append(shown)
            cells.append(masks)
        masks = torch.stack(cells)
        share, near = F.avg_pool2d(masks, CELL), F.max_pool2d(F.max_pool2d(masks, CELL), 3, 1, 1)
        label = torch.where(share >= 3 / CELL**2, 1, torch.where(near > 0, -1, 0)).to(torch.int8)
        return Episode(_shot(torch.stack(pictures)), label)


def _shot(pixels: Tensor) -> Tensor:
    """Another exposure and a little noise for each picture of [P,K,3,H,W]."""
    much = 0.15 * torch.rand(len(pixels), 1, 1, 1, 1, device=pixels.device)
    normal = lambda: torch.randn(*pixels.shape[:2], 1, 1, 1, device=pixels.device)  # noqa: E731
    light = 255 * (pixels / 255 * (much * normal()).exp()).clamp(1e-4, 1) ** (much * normal()).exp()
    return (light + 1.5 * normal().abs() * torch.randn(pixels.shape, device=pixels.device)).clamp(0, 255).round().to(torch.uint8)
