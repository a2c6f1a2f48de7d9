"""Pictures of the parts of one product, as a line's camera sees them one after another.

What belongs to the product is the same on every part: material, colour, edge, bore, print, lamp and camera. Each part
has its own grain, lies a little differently, and is lit a little differently.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from . import layout, lookalikes, truth
from .camera import Camera
from .noise import PartRandom, chance, choose, grey, log_uniform, uniform
from .scene import (CLASS_IDS, DEFECTS, FAINTEST, LEAST_AREA, LOOKALIKE_IDS, LOOKALIKES, MATERIAL_IDS, SURFACES,
                    Rendering, tell)
from .site import Mark, Site
from .target import with_target
from .wear import Wear

MARGIN = 16
"""Pixels drawn beyond each border of the view, for parts that lie a little differently."""

EDGE_SHARE, HOLE_SHARE, PRINT_SHARE = 0.4, 0.3, 0.4
_ATTEMPTS = 60


@dataclass(frozen=True)
class Product:
    """seed: of everything that its parts have in common; drift: pixels and degrees (standard deviation) by which a
    part lies off; flicker: relative change of the light; target: every part has a mark to focus by (target.py)."""

    seed: int
    material: str
    size: int
    drift: float
    turn: float
    flicker: float
    target: bool = False

    @classmethod
    def draw(cls, seed: int, material: str, size: int = 224, target: bool = False) -> Product:
        rng = np.random.default_rng([seed, 1])
        unit = size / 224
        return cls(seed, material, size, log_uniform(rng, 0.3, 3) * unit, log_uniform(rng, 0.1, 0.8),
                   log_uniform(rng, 0.01, 0.04), target)

    def part(self, seed: int, *, defect: str = "ok", lookalike: str = "none", visible: bool = True,
             worn: Sequence[Wear] = ()) -> Rendering:
        """The part of `seed`. visible=False: the defect stays below the threshold of truth.py. worn: lamps and lenses
        through which the very same moment is pictured besides; what is visible goes by the new one.

        Raises RuntimeError when no such defect comes out on this product.
        """
        for attempt in range(_ATTEMPTS):
            drawn = self._attempt(np.random.default_rng([self.seed, seed, attempt]), defect, lookalike, visible, worn)
            if drawn is not None:
                return drawn
        raise RuntimeError(f"product {self.seed}, part {seed}: no {defect} on {self.material} came out as planned")

    def moments(self, seed: int, count: int) -> list[np.ndarray]:
        """The good part of `seed` in front of the camera again and again: each time it lies and is lit a little
        differently and the sensor's noise is another, by as much as from part to part. uint8 RGB pictures."""
        rng = np.random.default_rng([self.seed, seed, _ATTEMPTS])
        scene = self._surroundings(rng, "none")
        shots = [_Shot(self, rng) for _ in range(count)]
        return [shot.camera.store(shot.expose(scene.compose(scene.surface))) for shot in shots]

    def _surroundings(self, rng, lookalike: str) -> layout.Layout:
        same = PartRandom(np.random.default_rng([self.seed, 2]), rng)
        surface = SURFACES[self.material](same, self.size + 2 * MARGIN)
        if chance(same, HOLE_SHARE):
            surface = layout.designed_hole(same, surface, None)
        has_print = chance(same, PRINT_SHARE)
        scene = layout.with_edge(same, surface, None) if chance(same, EDGE_SHARE) else layout.bare(surface)
        if has_print:
            scene = replace(scene, surface=lookalikes.printed_text(same, scene.surface))
        if self.target:
            scene = replace(scene, surface=with_target(scene.surface, self.size, MARGIN))
        if lookalike != "none":
            scene = replace(scene, surface=LOOKALIKES[lookalike](rng, scene.surface))
        return scene

    def _attempt(self, rng, defect: str, lookalike: str, visible: bool, worn: Sequence[Wear]) -> Rendering | None:
        scene, shot = self._surroundings(rng, lookalike), _Shot(self, rng)
        clean = shot.expose(scene.compose(scene.surface))
        drawn = Rendering(clean, np.zeros(clean.shape[:2], bool), CLASS_IDS.index(defect),
                          MATERIAL_IDS.index(self.material),
                          LOOKALIKE_IDS.index(lookalike) if lookalike != "none" else -1)
        if defect != "ok":
            edge = scene.edge if defect == "chip" and chance(rng, 0.6) else None
            at = self._point(rng, edge)
            if at is None:
                return None
            mark = DEFECTS[defect](rng, Site(scene.surface, *at, uniform(rng, 0, 2 * math.pi), edge, scene.background))
            if not shot.show(mark, scene, drawn, visible):
                return None
        drawn.image = shot.camera.store(drawn.image)
        drawn.worn = [shot.camera.store(shot.camera.expose(shot.seen, wear=wear)) for wear in worn]
        return drawn

    def _point(self, rng, edge) -> tuple[float, float] | None:
        """Anywhere in view, or on the part's edge in view."""
        low, high = MARGIN + 0.06 * self.size, MARGIN + 0.94 * self.size
        if edge is None:
            return uniform(rng, low, high), uniform(rng, low, high)
        along = uniform(rng, -0.6, 0.6) * self.size
        x, y = edge.x - along * math.sin(edge.angle), edge.y + along * math.cos(edge.angle)
        return (x, y) if low < x < high and low < y < high else None


class _Shot:
    """One part in front of the camera: its pose, and the light of that moment."""

    def __init__(self, product: Product, rng):
        self.size = product.size
        self.camera = Camera(PartRandom(np.random.default_rng([product.seed, 3]), rng), self.size, colour_matters=True)
        middle = self.size / 2 + MARGIN - 0.5
        self.pose = cv2.getRotationMatrix2D((middle, middle), float(rng.normal(0, product.turn)), 1)
        reach = MARGIN / 2
        self.pose[:, 2] += np.clip(rng.normal(0, product.drift, 2), -reach, reach) - MARGIN
        axis, angle = np.linspace(-1, 1, self.size, dtype=np.float32), uniform(rng, 0, 2 * math.pi)
        slope = rng.normal(0, product.flicker)
        field = 1 + rng.normal(0, product.flicker) + slope * (math.cos(angle) * axis + math.sin(angle) * axis[:, None])
        self.camera.gain = self.camera.gain * grey(field)

    def _moved(self, picture: np.ndarray, how: int) -> np.ndarray:
        return cv2.warpAffine(picture, self.pose, (self.size, self.size), flags=how, borderMode=cv2.BORDER_REFLECT)

    def expose(self, surface: np.ndarray) -> np.ndarray:
        self.seen = self._moved(surface, cv2.INTER_CUBIC)
        return self.camera.expose(self.seen)

    def show(self, mark: Mark, scene: layout.Layout, drawn: Rendering, visible: bool) -> bool:
        """Pictures the mark, stronger or fainter until it is as visible as planned, and fills in the truth."""
        window, clean = mark.window.slices, drawn.image
        mask = np.zeros(scene.surface.shape[:2], np.uint8)
        mask[window] = mark.mask
        if scene.part is not None:
            mask[scene.part <= 0.5] = 0
        drawn.mask = self._moved(mask, cv2.INTER_NEAREST) > 0
        area = int(drawn.mask.sum())
        if area < max(6, LEAST_AREA * drawn.mask.size) or area < 0.6 * int(mark.mask.sum()):
            return False
        noise = truth.texture_noise(clean, drawn.mask)
        need = truth.threshold(noise)
        change, factor = mark.patch - scene.surface[window], 1.0
        for _ in range(4):
            surface = scene.surface.copy()
            surface[window] += change * factor
            picture = self.expose(scene.compose(surface))
            seen = truth.contrast(picture, clean, drawn.mask)
            if (seen >= need) == visible:
                break
            factor *= min(2.0, 1.2 * need / (seen + 1)) if visible else max(0.3, 0.8 * need / seen)
        if (seen >= need) != visible or seen < FAINTEST:
            return False
        drawn.image, drawn.contrast, drawn.texture_noise, drawn.visible = picture, seen, noise, visible
        tell(drawn, tuple(path @ self.pose[:, :2].T + self.pose[:, 2] for path in mark.paths))
        return True
