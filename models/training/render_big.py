"""Renders big pictures at the scale of training: 4000 × 3000 pixels whose texture is as fine as in a picture of 224.

    python models/training/render_big.py --count 200 --seed 560000000 --out big

Scene i is that of seed SEED + i, its material taken in turn: `good/` shows it without a defect, `scratch/` the same exposure
with one scratch 40 pixels long, visible as truth.py says. A quarter of the scenes show an edge of the part, an eighth a bore,
as in training; there is no look-alike. The board material is left out: how densely it is populated belongs to the picture,
not to the scale. Held-out scenes start at 560,000,000; those for development at 410,000,000.
"""

from __future__ import annotations

import argparse
import math
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
from tqdm import tqdm

import vocabulary
from render import materials_named
from rendering import layout
from rendering.camera import Camera
from rendering.lines import scratch
from rendering.manifest import record, split_of, write_manifest, write_picture
from rendering.noise import chance, uniform
from rendering.scene import CLASS_IDS, MATERIAL_IDS, SURFACES, Plan, Rendering, place
from rendering.site import Site

MATERIALS = [m for m in MATERIAL_IDS if m not in (*vocabulary.UNSEEN_MATERIALS, "pcb")]
WIDTH, HEIGHT, VIEW, UNIT = 4000, 3000, 224, 1.0
LENGTH, TOLERANCE = 40.0, 1.5
"""Pixels of the scratch, and by how much the length of what is seen of it may differ."""

_ATTEMPTS = 200


def scene_of(rng, material: str) -> layout.Layout:
    surface = SURFACES[material](rng, WIDTH, UNIT)
    if chance(rng, 0.12):
        surface = layout.designed_hole(rng, surface, None)
    return layout.with_edge(rng, surface, None, UNIT) if chance(rng, 0.25) else layout.bare(surface)


def cut(scene: layout.Layout, window) -> layout.Layout:
    part = None if scene.part is None else scene.part[window]
    background = None if scene.background is None else scene.background[window]
    return layout.Layout(scene.surface[window], None, background, part)


def scratched(rng, scene: layout.Layout, camera: Camera, clean: np.ndarray, material: str) -> tuple[Rendering, int, int]:
    """A view of `clean` with a scratch in it, and where its corner lies."""
    plan = Plan(material, "scratch", "none", True, False)
    for _ in range(_ATTEMPTS):
        left, top = int(rng.integers(WIDTH - VIEW + 1)), int(rng.integers(HEIGHT - VIEW + 1))
        window = (slice(top, top + VIEW), slice(left, left + VIEW))
        view = cut(scene, window)
        near = VIEW * np.array([uniform(rng, 0.12, 0.88), uniform(rng, 0.12, 0.88)])
        drawn = Rendering(clean[window], np.zeros((VIEW, VIEW), bool), CLASS_IDS.index("scratch"),
                          MATERIAL_IDS.index(material))
        mark = scratch(rng, Site(view.surface, *near, uniform(rng, 0, 2 * math.pi)), uniform(rng, LENGTH, LENGTH + 4))
        picture = place(mark, plan, view, camera.over(window), drawn)
        if picture is not None and abs(drawn.length_px - LENGTH) <= TOLERANCE:
            drawn.image = picture
            return drawn, left, top
    raise RuntimeError(f"no scratch of {LENGTH} pixels came out on {material}")


def write_scene(index: int, options: argparse.Namespace) -> list[dict]:
    """Renders and writes scene `index` without and with its scratch; their manifest lines."""
    seed, material = options.seed + index, options.materials[index % len(options.materials)]
    rng = np.random.default_rng(seed)
    scene = scene_of(rng, material)
    camera = Camera(rng, WIDTH, colour_matters=False, unit=UNIT)
    picture = camera.expose(scene.compose(scene.surface))[:HEIGHT]
    drawn, left, top = scratched(rng, scene, camera, picture, material)
    name = f"{index:04d}.jpg"
    write_picture(options.out / "good" / name, camera.store(picture))
    picture[top : top + VIEW, left : left + VIEW] = drawn.image
    write_picture(options.out / "scratch" / name, camera.store(picture))
    line = record(drawn, seed, f"scratch/{name}", None)
    line["boxes"] = [[x + left, y + top, w, h] for x, y, w, h in line["boxes"]]
    kept = ("boxes", "length_px", "width_px", "area_px", "angle_deg", "contrast", "texture_noise", "visible")
    common = {"material": material, "seed": seed, "split": split_of(seed)}
    scratch_line = {"file": line["file"], "has_defect": True, "label": "scratch", **{key: line[key] for key in kept}}
    return [{"file": f"good/{name}", "has_defect": False, "label": "ok", **common}, {**scratch_line, **common}]


def parse_arguments(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, required=True, help="number of scenes")
    parser.add_argument("--seed", type=int, required=True, help="seed of the first scene")
    parser.add_argument("--out", type=Path, required=True, help="folder to write to")
    parser.add_argument("--materials", type=materials_named, default=MATERIALS, help="material ids, taken in turn")
    parser.add_argument("--workers", type=int, default=1)
    return parser.parse_args(arguments)


def main() -> None:
    options = parse_arguments()
    with ProcessPoolExecutor(options.workers) as pool:
        done = tqdm(pool.map(partial(write_scene, options=options), range(options.count)), total=options.count, unit="scene")
        records = [line for lines in done for line in lines]
    write_manifest(options.out / "manifest.jsonl", records)


if __name__ == "__main__":
    main()
