"""Pictures of many products at once: good parts to refer to, good parts to judge, parts with an anomaly and where it lies."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from .fields import SIZE, Draw, blurred, lattice, smooth, surfaces, unit
from .shapes import log_of_picture, shapes

REFERENCES, GOOD, BAD = 4, 2, 4
PICTURES = REFERENCES + GOOD + BAD
SIDE, CELL = 224, 8
LEAST = 7.0
"""Grey levels by which an anomaly departs from what was there, mean over what it covers of a cell, before the cell counts."""


@dataclass
class Episode:
    """What P products look like."""

    pixels: Tensor
    """uint8 [P, PICTURES, 3, 224, 224]: references, good ones, then those with an anomaly."""
    cells: Tensor
    """int8 [P, BAD, 28, 28]: 1 where the anomaly is, 0 where nothing is, -1 where neither can be said."""


def draw_episode(products: int, device: torch.device) -> Episode:
    draw = Draw(products, PICTURES, device)
    surface = _with_layout(draw, surfaces(draw))
    marred, alpha = _marred(draw, surface)
    pixels, shown, strength = _camera(draw, surface, marred, alpha)
    bad = slice(REFERENCES + GOOD, None)
    return Episode(pixels.view(products, PICTURES, 3, SIDE, SIDE), labels(
        shown.view(products, PICTURES, SIDE, SIDE)[:, bad], strength.view(products, PICTURES, SIDE, SIDE)[:, bad]))


def labels(alpha: Tensor, strength: Tensor) -> Tensor:
    """From covered [P,N,224,224] and grey levels changed likewise."""
    on = (alpha > 0.3).float()
    share, much = F.avg_pool2d(on, CELL), F.avg_pool2d(strength * on, CELL)
    any_of = F.max_pool2d(F.max_pool2d((alpha > 0.02).float(), CELL), 3, 1, 1)
    positive = (share >= 3 / CELL**2) & (much / share.clamp(min=1e-6) >= LEAST)
    return torch.where(positive, 1, torch.where(any_of > 0, -1, 0)).to(torch.int8)


def _with_layout(draw: Draw, surface: Tensor) -> Tensor:
    """Zones, and marks that every part has."""
    other = surface.roll(draw.pictures, 0)
    a, _ = lattice(draw, draw.of_product(0, 2 * math.pi))
    a = a - a.mean((1, 2), keepdim=True) + draw.of_product(-80, 80) + 3 * torch.randn(draw.count, 1, 1, device=draw.device)
    zone = draw.chance(0.3) * (a / draw.log_of_product(0.5, 6)).clamp(0, 1)
    surface = surface + zone * (draw.of_product(-2, 2) + other - surface)
    for _ in range(2):
        mark = shapes(draw.products, draw.device).repeat_interleave(draw.pictures, 0)
        surface = surface + draw.chance(0.3) * mark * draw.of_product(-4, 4)
    return surface


def _marred(draw: Draw, surface: Tensor) -> tuple[Tensor, Tensor]:
    """With an anomaly each (only those at the end are used with it), and how much of every pixel it covers."""
    n, device = draw.count, draw.device
    alpha = shapes(n, device)
    sigma = log_of_picture(draw, 1, 6)
    deep = blurred(alpha, sigma)
    angle = draw.of_picture(0, 2 * math.pi)
    slope = (deep.roll(1, 2) - deep.roll(-1, 2)) * angle.cos() + (deep.roll(1, 1) - deep.roll(-1, 1)) * angle.sin()
    slope = slope / (slope.abs().amax((1, 2), keepdim=True) + 1e-6)
    sign = torch.where(draw.of_picture() < 0.67, -1.0, 1.0)
    toned = surface + sign * log_of_picture(draw, 0.7, 8)
    shuffled = surface[torch.randperm(n, device=device)]
    grain = unit(blurred(torch.randn_like(surface), log_of_picture(draw, 0.5, 3)))
    moved = F.interpolate(surface[:, None, 40:168, 60:188], size=(SIZE, SIZE), mode="bilinear", align_corners=False)[:, 0]
    moved = torch.where(draw.of_picture() < 0.5, moved, surface.transpose(1, 2))
    kinds = (
        toned, toned, toned,
        shuffled * draw.of_picture(0.7, 1.8) + 0.8 * torch.randn_like(sigma),
        moved * draw.of_picture(0.8, 1.4),
        blurred(surface, log_of_picture(draw, 2, 12)) + 0.5 * torch.randn_like(sigma),
        surface + log_of_picture(draw, 0.8, 6) * grain,
        surface + log_of_picture(draw, 1.5, 8) * slope,
    )
    pick = torch.randint(len(kinds), (n,), device=device)
    there = torch.stack(kinds, 1)[torch.arange(n, device=device), pick]
    return surface + (there - surface) * alpha * draw.of_picture(0.6, 1), alpha


def _colours(draw: Draw) -> tuple[Tensor, Tensor]:
    """Tint [n,3,1,1] of the picture, and of its contrast."""
    grey = (draw.of_product(0, 1) < 0.5)[:, :, :, None]
    tint = 1 + 0.12 * torch.randn(draw.products, 3, 1, 1, device=draw.device).repeat_interleave(draw.pictures, 0)
    own = 1 + 0.25 * torch.randn(draw.products, 3, 1, 1, device=draw.device).repeat_interleave(draw.pictures, 0)
    return torch.where(grey, 1.0, tint), torch.where(grey, 1.0, own)


def _pose(draw: Draw) -> Tensor:
    """[n,2,3]: from the picture's coordinates (-1 to 1) to the surface's."""
    n = draw.count
    normal = lambda: torch.randn(n, device=draw.device)  # noqa: E731
    flat = lambda value: value.flatten()  # noqa: E731
    usual = flat(draw.of_product(0.5, 0.95))
    sizes = flat(draw.of_product(0, 0.3) * draw.chance(0.5))
    aspect = flat(draw.log_of_product(0.7, 1.4))
    turn = normal() * flat(draw.of_product(0, 0.04)) + flat((draw.of_picture() * 4).floor() * draw.chance(0.08)) * math.pi / 2
    wide, tall = usual * (sizes * normal()).exp() * aspect.sqrt(), usual * (sizes * normal()).exp() / aspect.sqrt()
    wide, tall = wide.clamp(0.3, 0.97), tall.clamp(0.3, 0.97)
    shifts = flat(draw.of_product(0, 0.06))
    rows = [wide * turn.cos(), -tall * turn.sin(), shifts * normal(), wide * turn.sin(), tall * turn.cos(), shifts * normal()]
    return torch.stack(rows, 1).view(n, 2, 3)


def _camera(draw: Draw, clean: Tensor, marred: Tensor, alpha: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """uint8 [n,3,224,224], and covered and changed (grey levels) [n,224,224]. Light, exposure, focus and noise are each
    picture's own, as unsteady as the product's are."""
    n, device = draw.count, draw.device
    is_bad = (torch.arange(n, device=device) % draw.pictures >= REFERENCES + GOOD).float()[:, None, None]
    surface = clean + is_bad * (marred - clean)
    much = 0.05 + draw.chance(0.75) * draw.of_product(0, 0.95)
    normal = lambda: torch.randn(n, 1, 1, device=device)  # noqa: E731
    contrast = draw.log_of_product(4, 34) * (0.3 * much * normal()).exp()
    grid = F.affine_grid(_pose(draw), [n, 3, SIDE, SIDE], align_corners=False)
    fields = torch.stack([surface, alpha * is_bad, (marred - clean).abs() * is_bad], 1)
    fields = F.grid_sample(fields, grid, padding_mode="reflection", align_corners=False)
    surface, alpha, change = fields.unbind(1)

    y, x = torch.meshgrid(*[torch.linspace(-1, 1, SIDE, device=device)] * 2, indexing="ij")
    angle, vignette = draw.of_picture(0, 2 * math.pi), 0.3 * much * draw.of_picture()
    light = (1 + 0.3 * much * draw.of_picture() * (x * angle.cos() + y * angle.sin()) - vignette * (x * x + y * y) / 2
             + 0.1 * much * smooth(n, 4, SIDE, device))
    edge_at, reach = draw.of_product(0, 2 * math.pi) + 0.03 * normal(), draw.of_product(0.55, 0.95) + 0.03 * normal()
    outside = draw.chance(0.35) * ((x * edge_at.cos() + y * edge_at.sin() - reach) * 50).clamp(0, 1)
    gain, gamma = (0.3 * much * normal()).exp(), (0.2 * much * normal()).exp()

    tint, own = _colours(draw)
    ground = draw.of_product(0, 255)[:, None]
    grey = draw.of_product(45, 190)[:, None] * tint + (contrast * surface)[:, None] * own
    grey = grey + (ground - grey) * outside[:, None]
    grey = 255 * ((grey * (light * gain)[:, None] + 14 * (much * normal())[:, None]).clamp(0, 255) / 255) ** gamma[:, None]
    sigma = (draw.of_product(0, 1.2) + 0.8 * much * normal().abs())
    grey = blurred(grey.flatten(0, 1), sigma.repeat_interleave(3, 0)).view(n, 3, SIDE, SIDE)
    noise, coloured = (3 * normal().abs() * much + 0.5)[:, None], draw.chance(0.5)[:, None]
    grain = torch.randn(n, 1, SIDE, SIDE, device=device)
    grain = torch.where(coloured > 0, torch.randn(n, 3, SIDE, SIDE, device=device), grain)
    soft = F.avg_pool2d(grain, 3, 1, 1) * 2
    pixels = (grey + noise * torch.where(draw.chance(0.4)[:, None] > 0, soft, grain)).clamp(0, 255).round().to(torch.uint8)
    changed = change * contrast * gain * light * (1 - outside)
    return pixels, alpha * (1 - outside), F.avg_pool2d(changed[:, None], 3, 1, 1)[:, 0]
