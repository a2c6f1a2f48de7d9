"""Shapes of anomalies and of what is designed: how much of every pixel is covered, [n, SIZE, SIZE] from 0 to 1."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from .fields import SIZE, Draw, lattice, smooth

SEGMENTS = 20


def somewhere(draw: Draw) -> tuple[Tensor, Tensor]:
    return draw.of_picture(0.08, 0.92) * SIZE, draw.of_picture(0.08, 0.92) * SIZE


def log_of_picture(draw: Draw, low: float, high: float) -> Tensor:
    return draw.of_picture(math.log(low), math.log(high)).exp()


def strokes(draw: Draw) -> Tensor:
    """Scratches and cracks: smooth or jagged, a tenth to four fifths of the picture long, fading at one end."""
    n, device = draw.count, draw.device
    jagged = draw.of_picture() < 0.5
    length = log_of_picture(draw, 0.08, 0.8) * SIZE
    curve = torch.randn(n, 1, device=device) * 0.06
    noise = torch.randn(n, SEGMENTS, device=device) * torch.where(jagged[:, :, 0], 0.55, 0.04)
    heading = (draw.of_picture(0, 2 * math.pi)[:, :, 0] + (curve + 0 * noise).cumsum(1)
               + torch.where(jagged[:, :, 0], noise, noise.cumsum(1)))
    step = length[:, :, 0] / SEGMENTS
    steps = torch.stack([heading.cos(), heading.sin()], 2) * step[:, :, None]
    points = torch.cat([torch.zeros(n, 1, 2, device=device), steps.cumsum(1)], 1)
    cx, cy = somewhere(draw)
    points = points - points.mean(1, keepdim=True) + torch.cat([cx, cy], 2)
    least, along = torch.full((n, SIZE, SIZE), 1e6, device=device), torch.zeros(n, SIZE, SIZE, device=device)
    for index in range(SEGMENTS):
        (ax, ay), (bx, by) = (points[:, i].unbind(1) for i in (index, index + 1))
        dx, dy = (bx - ax)[:, None, None], (by - ay)[:, None, None]
        px, py = draw.x - ax[:, None, None], draw.y - ay[:, None, None]
        t = ((px * dx + py * dy) / (dx**2 + dy**2 + 1e-6)).clamp(0, 1)
        reach = (px - t * dx) ** 2 + (py - t * dy) ** 2
        along = torch.where(reach < least, (index + t) / SEGMENTS, along)
        least = torch.minimum(least, reach)
    width = log_of_picture(draw, 0.5, 3) * (1 - draw.of_picture(0, 0.8) * along)
    return (width + 0.5 - least.sqrt()).clamp(0, 1)


def blobs(draw: Draw) -> Tensor:
    """Rounded and lobed, soft or sharp, from a few pixels to a third of the picture."""
    cx, cy = somewhere(draw)
    radius = log_of_picture(draw, 1.5, 60)
    angle = draw.of_picture(0, math.pi)
    a, b = lattice(draw, angle)
    a, b = a - (cx * angle.cos() + cy * angle.sin()), b - (cy * angle.cos() - cx * angle.sin())
    reach = torch.hypot(a / draw.of_picture(1, 2.5), b) / radius
    lobes = smooth(draw.count, 9, SIZE, draw.device) * draw.of_picture(0, 0.35)
    soft = torch.where(draw.of_picture() < 0.5, log_of_picture(draw, 0.05, 0.6), 1 / radius)
    return ((1 - reach + lobes) / soft + 0.5).clamp(0, 1)


def specks(draw: Draw, count: int = 6) -> Tensor:
    cx, cy = somewhere(draw)
    spread, covered = log_of_picture(draw, 3, 30), torch.zeros(draw.count, SIZE, SIZE, device=draw.device)
    for index in range(count):
        there = (draw.of_picture() < (1 if index == 0 else 0.6)).float()
        shift = torch.randn(draw.count, 2, 1, 1, device=draw.device) * spread[:, None] * min(index, 1)
        reach = torch.hypot(draw.x - cx - shift[:, 0], draw.y - cy - shift[:, 1])
        covered = torch.maximum(covered, there * (log_of_picture(draw, 1, 5) + 0.5 - reach).clamp(0, 1))
    return covered


def rectangles(draw: Draw) -> Tensor:
    cx, cy = somewhere(draw)
    angle = draw.of_picture(0, math.pi) * (draw.of_picture() < 0.6)
    a, b = lattice(draw, angle)
    a, b = a - (cx * angle.cos() + cy * angle.sin()), b - (cy * angle.cos() - cx * angle.sin())
    wide, tall = log_of_picture(draw, 4, 50), log_of_picture(draw, 4, 50)
    return (torch.minimum(wide - a.abs(), tall - b.abs()) + 0.5).clamp(0, 1)


def regions(draw: Draw) -> Tensor:
    """Wide, of a wavy outline, or a band across the picture."""
    field = smooth(draw.count, 4, SIZE, draw.device)
    field = (field - draw.of_picture(0.7, 1.5)) / draw.of_picture(0.05, 0.5)
    a, _ = lattice(draw, draw.of_picture(0, math.pi))
    cx, cy = somewhere(draw)
    wavy = smooth(draw.count, 5, SIZE, draw.device) * draw.of_picture(0, 8)
    band = log_of_picture(draw, 4, 30) - (a - a.mean((1, 2), keepdim=True) + (cx - SIZE / 2) + wavy).abs()
    return torch.where(draw.of_picture() < 0.5, field, band / log_of_picture(draw, 1, 8)).clamp(0, 1)


SHAPES = {strokes: 5, blobs: 5, specks: 2, rectangles: 2, regions: 2}
"""How many of each in every 16."""


def shapes(count: int, device: torch.device) -> Tensor:
    """[count,SIZE,SIZE] of all kinds, in random order."""
    total = sum(SHAPES.values())
    parts = [shape(Draw(-(-share * count // total), 1, device)) for shape, share in SHAPES.items()]
    every = torch.cat(parts)
    return every[torch.randperm(len(every), device=device)[:count]]
