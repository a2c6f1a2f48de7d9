"""Families of texture, many pictures at once, on whatever device draws them.

A field is float32 [products · pictures, SIZE, SIZE] of zero mean and unit variance each; what belongs to the product (slope,
pitch, direction) is common to its pictures, and the grain is each picture's own. Lengths are pixels.
"""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor

SIZE = 256


class Draw:
    """Random numbers of `products` with `pictures` each."""

    def __init__(self, products: int, pictures: int, device: torch.device):
        self.products, self.pictures, self.device = products, pictures, device
        self.count = products * pictures
        y, x = torch.meshgrid(*[torch.arange(SIZE, device=device, dtype=torch.float32)] * 2, indexing="ij")
        self.x, self.y = x[None], y[None]

    def of_product(self, low: float, high: float) -> Tensor:
        """[count,1,1], one value a product, evenly between both."""
        values = torch.rand(self.products, device=self.device) * (high - low) + low
        return values.repeat_interleave(self.pictures)[:, None, None]

    def log_of_product(self, low: float, high: float) -> Tensor:
        return self.of_product(math.log(low), math.log(high)).exp()

    def chance(self, probability: float) -> Tensor:
        """[count,1,1], 0 or 1, one a product."""
        return (self.of_product(0, 1) < probability).float()

    def of_picture(self, low: float = 0.0, high: float = 1.0) -> Tensor:
        return torch.rand(self.count, 1, 1, device=self.device) * (high - low) + low

    def normal(self, size: int = SIZE) -> Tensor:
        return torch.randn(self.count, size, size, device=self.device)

    def part(self, products: int) -> Draw:
        return Draw(products, self.pictures, self.device)


def unit(field: Tensor) -> Tensor:
    return (field - field.mean((1, 2), keepdim=True)) / (field.std((1, 2), keepdim=True) + 1e-5)


def frequencies(side: int, device: torch.device) -> tuple[Tensor, Tensor]:
    return torch.fft.fftfreq(side, device=device)[:, None], torch.fft.rfftfreq(side, device=device)[None]


def blurred(field: Tensor, sigma: Tensor) -> Tensor:
    """Gaussian of `sigma` [n,1,1] pixels, the field taken as periodic."""
    fy, fx = frequencies(field.shape[-1], field.device)
    return torch.fft.irfft2(torch.fft.rfft2(field) * torch.exp(-2 * math.pi**2 * sigma**2 * (fy**2 + fx**2)), field.shape[-2:])


def smooth(count: int, cells: int, size: int, device: torch.device) -> Tensor:
    """[count,size,size]: slowly varying, `cells` independent values a side."""
    coarse = torch.randn(count, 1, cells, cells, device=device)
    return F.interpolate(coarse, size=(size, size), mode="bicubic", align_corners=False)[:, 0]


def lattice(draw: Draw, angle: Tensor) -> tuple[Tensor, Tensor]:
    return draw.x * angle.cos() + draw.y * angle.sin(), draw.y * angle.cos() - draw.x * angle.sin()


def chosen(draw: Draw, options: list[Tensor]) -> Tensor:
    """One of the fields, by product."""
    index = (draw.of_product(0, 1) * len(options)).long().clamp(max=len(options) - 1)
    return torch.stack(options, 1).gather(1, index[:, None].expand(-1, 1, SIZE, SIZE))[:, 0]


def spectral(draw: Draw) -> Tensor:
    """Noise whose power falls with frequency, stretched along a direction: clouds, grain, brushing."""
    slope, angle = draw.of_product(0.2, 2.2), draw.of_product(0, math.pi)
    stretch = 1 + draw.chance(0.55) * (draw.log_of_product(1, 25) - 1)
    lowest = draw.log_of_product(0.004, 0.08)
    fy, fx = frequencies(SIZE, draw.device)
    along, across = fx * angle.cos() + fy * angle.sin(), fy * angle.cos() - fx * angle.sin()
    reach = ((along * stretch) ** 2 + across**2 + lowest**2).sqrt()
    return unit(torch.fft.irfft2(torch.fft.rfft2(draw.normal()) * reach**-slope, (SIZE, SIZE)))


def shaped(draw: Draw) -> Tensor:
    """Ridges, islands, contour lines and steps of such noise."""
    field, level, steep = spectral(draw), draw.of_product(-0.8, 0.8), draw.log_of_product(1, 12)
    return unit(chosen(draw, [
        -(field - level).abs(), torch.tanh(steep * (field - level)), torch.sin(steep * field),
        torch.maximum(field, level), torch.exp(draw.of_product(0.4, 1.2) * field), torch.floor(field * 2),
    ]))


def ruled(draw: Draw) -> Tensor:
    """Threads, tool marks, gratings, meshes."""
    pitch, ratio = draw.log_of_product(3.5, 40), draw.log_of_product(0.5, 2)
    warp = draw.of_product(0, 0.25) * draw.chance(0.6)
    a, b = lattice(draw, draw.of_product(0, math.pi))
    wave = smooth(draw.count, 6, SIZE, draw.device)
    a = a / pitch + draw.of_picture(0, 9) + warp * wave
    b = b / (pitch * ratio) + draw.of_picture(0, 9) + warp * wave.flip(1)
    u, v = torch.sin(2 * math.pi * a), torch.sin(2 * math.pi * b)
    steep = draw.log_of_product(0.7, 6)
    over = ((a.floor() + b.floor()) % 2 == 0).float()
    line = torch.tanh(steep * u)
    uneven = draw.of_product(0, 0.7) * blurred(draw.normal(), draw.log_of_product(0.5, 3))
    pattern = chosen(draw, [line, u.abs() ** steep, a - a.floor(), line * torch.tanh(steep * v), torch.maximum(u, v),
                            over * u.abs() + 0.8 * (1 - over) * v.abs()])
    return unit(unit(pattern) + uneven)


def cellular(draw: Draw) -> Tensor:
    """Grains with their own grey and borders (Worley 1996)."""
    side = 96
    size, stretch = draw.log_of_product(5, 48), draw.log_of_product(0.4, 1)
    a, b = lattice(draw, draw.of_product(0, math.pi))
    a, b = a / size + draw.of_picture(0, side), b / (size * stretch) + draw.of_picture(0, side)
    order = draw.of_product(0.3, 1)
    table = torch.rand(draw.count, side * side, 3, device=draw.device)
    column, row = a.floor(), b.floor()
    near, second = torch.full_like(a, 9.0), torch.full_like(a, 9.0)
    own = torch.zeros_like(a)
    for down in (-1, 0, 1):
        for right in (-1, 0, 1):
            at = ((row + down).long() % side) * side + (column + right).long() % side
            cell = table.gather(1, at.flatten(1)[:, :, None].expand(-1, -1, 3)).view(*at.shape, 3)
            reach = torch.hypot(column + right + 0.5 + order * (cell[..., 0] - 0.5) - a,
                                row + down + 0.5 + order * (cell[..., 1] - 0.5) - b)
            closer = reach < near
            second = torch.where(closer, near, torch.minimum(second, reach))
            own = torch.where(closer, cell[..., 2], own)
            near = torch.minimum(near, reach)
    border = torch.exp(-(second - near) * size / draw.log_of_product(0.6, 4))
    return unit(draw.of_product(0, 4) * own + draw.of_product(-2, 2) * border + draw.of_product(-1.5, 1.5) * near
                + 0.15 * draw.normal())


def leaves(draw: Draw, count: int = 110) -> Tensor:
    """Discs and bars over one another, of all sizes (Lee, Mumford & Huang 2001)."""
    field = spectral(draw) * 0.3
    least, share = draw.log_of_product(2, 8), draw.of_product(0.3, 2.2)
    angular, inner = draw.chance(0.4), draw.of_product(0, 0.6)
    grain = draw.normal()
    for _ in range(count):
        radius = (least * draw.of_picture(0.002, 1) ** (-1 / (1 + share))).clamp(max=90)
        a, b = lattice(draw, draw.of_picture(0, math.pi))
        a, b = a - a.flatten(1).gather(1, (draw.of_picture()[:, :, 0] * SIZE * SIZE).long())[:, :, None], b
        b = b - b.flatten(1).gather(1, (draw.of_picture()[:, :, 0] * SIZE * SIZE).long())[:, :, None]
        b = b * draw.of_picture(0.6, 1.8)
        reach = torch.where(angular > 0, torch.maximum(a.abs(), b.abs()), torch.hypot(a, b))
        field = torch.where(reach < radius, torch.randn(draw.count, 1, 1, device=draw.device) + inner * grain, field)
    return unit(field)


def pored(draw: Draw) -> Tensor:
    """Pores, sparks and fibres strewn over a smooth or grainy ground."""
    field = draw.of_product(0, 1) * unit(blurred(draw.normal(), draw.log_of_product(0.4, 4)))
    for _ in range(2):
        density, sigma = draw.log_of_product(2e-4, 8e-3), draw.log_of_product(0.6, 4)
        points = (torch.rand_like(field) < density).float()
        field = field + draw.of_product(-1, 1).sign() * draw.log_of_product(0.5, 4) * 6.3 * sigma**2 * blurred(points, sigma)
    return unit(field)


def network(draw: Draw) -> Tensor:
    """What a small convolutional network with random weights makes of noise: one network a product (in the manner of
    Baradad et al. 2021, "Learning to See by Looking at Noise")."""
    p, k = draw.products, draw.pictures
    side = [64, 128, 256][int(torch.randint(3, ()))]
    kernel = [3, 5, 7][int(torch.randint(3, ()))]
    x = torch.randn(k, p * 4, side, side, device=draw.device)
    widths = (4, 8, 8, 1)
    for inputs, outputs in zip(widths, widths[1:]):
        weight = torch.randn(p * outputs, inputs, kernel, kernel, device=draw.device) / math.sqrt(inputs * kernel * kernel)
        shift = 0.5 * torch.randn(1, p * outputs, 1, 1, device=draw.device)
        x = F.conv2d(F.pad(x, [kernel // 2] * 4, mode="circular"), weight, groups=p) + shift
        bend = int(torch.randint(4, ()))
        if outputs > 1:
            x = (torch.sin(3 * x), F.relu(x) * 1.5, torch.tanh(2 * x), x.abs() * 1.4)[bend]
    x = x.transpose(0, 1).reshape(p * k, 1, side, side)
    return unit(F.interpolate(x, size=(SIZE, SIZE), mode="bicubic", align_corners=False)[:, 0])


FAMILIES = {spectral: 5, shaped: 5, ruled: 3, cellular: 3, leaves: 2, pored: 2, network: 4}
"""How many products of each in every 24."""


def surfaces(draw: Draw) -> Tensor:
    """Fields of `draw.products` products, a family each, some with another over it, in random order."""
    total = sum(FAMILIES.values())
    assert draw.products % total == 0, draw.products
    fields = torch.cat([family(draw.part(share * draw.products // total)) for family, share in FAMILIES.items()])
    fields = fields + draw.chance(0.55) * draw.of_product(0.1, 0.8) * spectral(draw)
    order = torch.randperm(draw.products, device=draw.device)
    return unit(fields.view(draw.products, draw.pictures, SIZE, SIZE)[order].flatten(0, 1))
