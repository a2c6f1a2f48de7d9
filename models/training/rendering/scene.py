"""One picture of a factory surface with its ground truth, from a seed.

The definitions of the eight defect classes are the docstrings in lines.py, relief.py and deposits.py;
those of the look-alikes in lookalikes.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

import numpy as np

import vocabulary

from . import coatings, deposits, layout, lines, lookalikes, metals, patterned, relief, truth
from .camera import Camera
from .noise import chance, choose, uniform
from .site import Mark, Site

SURFACES = {
    f.__name__: f
    for module in (metals, coatings, patterned)
    for f in vars(module).values()
    if getattr(f, "__name__", "") in {m.id for m in vocabulary.MATERIALS}
}
DEFECTS = {f.__name__: f for f in (
    lines.scratch, relief.dent, deposits.stain, lines.crack, relief.hole, relief.chip, deposits.rust, deposits.foreign,
)}
LOOKALIKES = {t.id: getattr(lookalikes, t.id) for t in vocabulary.LOOKALIKES}
CLASS_IDS = [t.id for t in vocabulary.CLASSES]
MATERIAL_IDS = [t.id for t in vocabulary.MATERIALS]
LOOKALIKE_IDS = [t.id for t in vocabulary.LOOKALIKES]

OK_SHARE, LOOKALIKE_SHARE_OK, LOOKALIKE_SHARE_NG, VISIBLE_SHARE = 0.4, 0.45, 0.15, 0.78
LEAST_AREA = 0.0003
"""Share of the picture below which a defect is not kept."""

FAINTEST = 4.0
"""Grey levels below which a planned faint defect is not kept: nobody could find it."""

_ATTEMPTS = 40


@dataclass(frozen=True)
class Plan:
    """What a picture is to show, as identifiers of vocabulary.py."""

    material: str
    defect: str
    lookalike: str
    visible: bool
    plain: bool


@dataclass
class Rendering:
    """image: uint8 [size, size, 3] RGB; mask: bool [size, size]; defect, material: indices in vocabulary.CLASSES and
    MATERIALS; place 0..8, size 0..2 and lookalike: indices in PLACES, SIZES and LOOKALIKES, -1 for none;
    lengths in pixels, area in pixels, angle in degrees 0..180; contrast and texture_noise in grey levels (truth.py);
    border: pixels from the centroid to the nearest line of the place grid; reference: as image, without the defect;
    worn: as image, through other lamps and lenses."""

    image: np.ndarray
    mask: np.ndarray
    defect: int
    material: int
    lookalike: int = -1
    place: int = -1
    size: int = -1
    length_px: float = 0.0
    width_px: float = 0.0
    area_px: float = 0.0
    angle_deg: float = 0.0
    contrast: float = 0.0
    texture_noise: float = 0.0
    visible: bool = False
    border: float = 0.0
    reference: np.ndarray | None = None
    worn: list[np.ndarray] = field(default_factory=list)


def render(
    seed: int,
    size: int = 224,
    *,
    material: str | None = None,
    defect: str | None = None,
    lookalike: str | None = None,
    visible_only: bool = False,
    unseen: bool = False,
    plain: bool = False,
    want_reference: bool = False,
) -> Rendering:
    """Renders the picture of `seed`. What is not named is drawn: 40 % good parts, defects evenly, training materials
    (unseen=True: the unseen materials and look-alike). defect="ok" and lookalike="none" ask for nothing.
    visible_only: no defect below the threshold of truth.py. plain: the part fills the view, without edge or bore.
    want_reference: also the same scene without the defect, exposed anew with other sensor noise.

    The same seed and arguments give the same picture. Raises ValueError for an unknown name.
    """
    for name, known in ((material, MATERIAL_IDS), (defect, CLASS_IDS), (lookalike, [*LOOKALIKE_IDS, "none"])):
        if name is not None and name not in known:
            raise ValueError(f"unknown name {name!r}; choose one of {', '.join(known)}")
    plan = _plan(np.random.default_rng(seed), material, defect, lookalike, visible_only, unseen, plain)
    for attempt in range(_ATTEMPTS):
        drawn = _draw(np.random.default_rng([seed, attempt]), size, plan, want_reference)
        if drawn is not None:
            return drawn
    raise RuntimeError(f"seed {seed}: no {plan.defect} on {plan.material} came out as planned in {_ATTEMPTS} attempts")


def _plan(rng, material, defect, lookalike, visible_only, unseen, plain) -> Plan:
    unseen_materials = vocabulary.UNSEEN_MATERIALS
    materials = unseen_materials if unseen else [m for m in MATERIAL_IDS if m not in unseen_materials]
    drawn_material = choose(rng, materials)
    drawn_defect = "ok" if chance(rng, OK_SHARE) else choose(rng, CLASS_IDS[1:])
    defect = defect or drawn_defect
    lookalikes_now = LOOKALIKE_IDS if unseen else [t for t in LOOKALIKE_IDS if t != vocabulary.UNSEEN_LOOKALIKE]
    share = LOOKALIKE_SHARE_OK if defect == "ok" else LOOKALIKE_SHARE_NG
    drawn_lookalike = choose(rng, lookalikes_now) if chance(rng, share) else "none"
    visible = chance(rng, VISIBLE_SHARE) or visible_only
    return Plan(material or drawn_material, defect, lookalike or drawn_lookalike, visible, plain)


def _surroundings(rng, plan: Plan, size: int, point) -> layout.Layout:
    surface = SURFACES[plan.material](rng, size)
    if chance(rng, 0.12) and not plan.plain:
        surface = layout.designed_hole(rng, surface, None if plan.defect == "ok" else point)
    if plan.plain:
        scene = layout.bare(surface)
    elif plan.defect == "chip" and chance(rng, 0.6):
        scene = layout.with_edge(rng, surface, point)
    elif chance(rng, 0.25):
        scene = layout.with_edge(rng, surface, None)
    else:
        scene = layout.bare(surface)
    if plan.lookalike != "none":
        scene = replace(scene, surface=LOOKALIKES[plan.lookalike](rng, scene.surface))
    return scene


def _draw(rng, size: int, plan: Plan, want_reference: bool) -> Rendering | None:
    """None when the defect fell off the part, off the view, or could not be made as visible as planned."""
    cell = int(rng.integers(9))
    x, y = ((cell % 3 + uniform(rng, 0.1, 0.9)) * size / 3, (cell // 3 + uniform(rng, 0.1, 0.9)) * size / 3)
    scene = _surroundings(rng, plan, size, (x, y))
    camera = Camera(rng, size, colour_matters=plan.defect in ("rust", "stain"))
    clean = camera.expose(scene.compose(scene.surface))
    drawn = Rendering(
        clean,
        np.zeros((size, size), bool),
        CLASS_IDS.index(plan.defect),
        MATERIAL_IDS.index(plan.material),
        LOOKALIKE_IDS.index(plan.lookalike) if plan.lookalike != "none" else -1,
    )
    if plan.defect != "ok":
        light = uniform(rng, 0, 2 * math.pi)
        through = scene.edge if plan.defect == "chip" else None
        mark = DEFECTS[plan.defect](rng, Site(scene.surface, x, y, light, through, scene.background))
        picture = place(mark, plan, scene, camera, drawn)
        if picture is None:
            return None
        drawn.image = picture
    if want_reference:
        drawn.reference = camera.store(camera.expose(scene.compose(scene.surface), noise=camera.sensor_noise(rng)))
    drawn.image = camera.store(drawn.image)
    return drawn


def place(mark: Mark, plan: Plan, scene: layout.Layout, camera: Camera, drawn: Rendering) -> np.ndarray | None:
    """Pictures the mark, stronger or fainter until it is as visible as planned, and fills in the truth."""
    clean, window = drawn.image, mark.window.slices
    mask = drawn.mask
    mask[window] = mark.mask
    if scene.part is not None:
        mask &= scene.part > 0.5
    area = int(mask.sum())
    if area < max(6, LEAST_AREA * mask.size) or area < 0.6 * int(mark.mask.sum()):
        return None
    noise = truth.texture_noise(clean, mask)
    need = truth.threshold(noise)
    before = scene.surface[window]
    change, factor = mark.patch - before, 1.0
    for _ in range(4):
        exposed = camera.expose(scene.compose(before + change * factor, window), window)
        seen = truth.contrast(exposed, clean[window], mask[window])
        if (seen >= need) == plan.visible:
            break
        factor *= min(2.0, 1.2 * need / (seen + 1)) if plan.visible else max(0.3, 0.8 * need / seen)
    if (seen >= need) != plan.visible or seen < FAINTEST:
        return None
    picture = clean.copy()
    reached = truth.neighbourhood(np.abs(change).max(2) > 0.5, 5)[..., None]
    picture[window] = np.where(reached, exposed, clean[window])
    drawn.contrast, drawn.texture_noise, drawn.visible = seen, noise, plan.visible
    tell(drawn, mark.paths)
    return picture


def tell(drawn: Rendering, paths: tuple[np.ndarray, ...]) -> None:
    """Fills in what the mask says of place and size; `paths`: centrelines in picture coordinates, longest first."""
    mask, area = drawn.mask, int(drawn.mask.sum())
    drawn.place, drawn.border = truth.place_of(mask)
    drawn.size, drawn.area_px = truth.size_index(area, mask.shape[0]), float(area)
    drawn.length_px, drawn.width_px, drawn.angle_deg = truth.extent(mask)
    if paths:
        drawn.length_px = truth.line_length(mask, paths[0])
        drawn.width_px = area / max(drawn.length_px, 1.0)
