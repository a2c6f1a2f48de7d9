"""Writes the pictures that ship with the package, from consecutive held-out seeds and stated rules, none by hand.

    python models/training/render_samples.py examples   ->  examples/pictures
    python models/training/render_samples.py measure    ->  test/fixtures/measure

examples: 24 pictures of 640 px, each defect class on two materials, eight good parts, three of them with a look-alike.
measure: 40 pictures of unpatterned materials whose part fills the view (12 good) and 16 of patterned ones, each with a
reference picture of the same scene without the defect, exposed anew and a few pixels off, as a real one would be.
Fresh pictures by the same rules: measure --out FOLDER --plain 150 54 --patterned 60 16 --skip-seeds 7000000
Defects there lie wholly in view, cover at least 0.05 % of it and have a contrast of at least 3 x the texture's noise.
"""

from __future__ import annotations

import argparse
import shutil
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Callable, Iterator

import numpy as np

import vocabulary
from rendering import Rendering, render, truth
from rendering.manifest import record, write_manifest, write_mask, write_picture

ROOT = Path(__file__).parents[2]
SIDE, MARGIN = 640, 6
MATERIALS = [m.id for m in vocabulary.MATERIALS]
UNPATTERNED = [m for m in MATERIALS if m not in vocabulary.PATTERNED_MATERIALS]
DEFECTS = [d.id for d in vocabulary.DEFECTS]
EXAMPLE_SEEDS, PLAIN_SEEDS, PATTERNED_SEEDS = 570_000_000, 580_000_000, 590_000_000

Wanted = Callable[[Rendering], bool]


@dataclass(frozen=True)
class Shot:
    """One picture asked for: arguments of `render`, and the part of the file name before the number."""

    name: str
    arguments: dict


def first(seeds: Iterator[int], shot: Shot, side: int, wanted: Wanted) -> tuple[int, Rendering]:
    """The first of the seeds whose rendering is wanted."""
    for seed in seeds:
        drawn = render(seed, side, visible_only=True, **shot.arguments)
        if drawn.defect == 0 or wanted(drawn):
            return seed, drawn
    raise AssertionError("seeds never end")


def in_view(mask: np.ndarray, margin: int) -> bool:
    """Whether the mask keeps `margin` pixels from the picture's border."""
    return int(mask.sum()) == int(mask[margin:-margin, margin:-margin].sum())


def measurable(drawn: Rendering) -> bool:
    return (
        in_view(drawn.mask, 2 * MARGIN)
        and drawn.area_px >= 0.0005 * SIDE * SIDE
        and drawn.contrast >= truth.FAINTEST_RATIO * drawn.texture_noise
    )


def showable(drawn: Rendering) -> bool:
    """Easy to see in a thumbnail."""
    return in_view(drawn.mask, 2 * MARGIN) and drawn.area_px >= 0.002 * drawn.mask.size and drawn.contrast >= 30


def cut(drawn: Rendering, offset: tuple[int, int]) -> Rendering:
    """The middle SIDE x SIDE pixels; the reference is cut `offset` (columns, rows) beside them."""

    def middle(array: np.ndarray, dx: int = 0, dy: int = 0) -> np.ndarray:
        return array[MARGIN + dy : MARGIN + dy + SIDE, MARGIN + dx : MARGIN + dx + SIDE]

    mask = middle(drawn.mask)
    place, border = truth.place_of(mask) if drawn.defect else (-1, 0.0)
    reference = None if drawn.reference is None else middle(drawn.reference, *offset)
    return replace(drawn, image=middle(drawn.image), mask=mask, place=place, border=border, reference=reference)


def examples() -> list[Shot]:
    shots = []
    for i, defect in enumerate(DEFECTS * 2):
        material = MATERIALS[(3 * i + 1) % 10]
        shots.append(Shot(f"{material}-{defect}", dict(material=material, defect=defect, lookalike="none")))
    for i, lookalike in enumerate(["none"] * 5 + ["dust", "printed_text", "tool_mark"]):
        name = "good" if lookalike == "none" else f"good-{lookalike}"
        shots.append(
            Shot(f"{MATERIALS[i]}-{name}", dict(material=MATERIALS[i], defect="ok", lookalike=lookalike, plain=True))
        )
    return shots


def plain(count: int, good: int) -> list[Shot]:
    shots = []
    for i in range(count):
        defect = "ok" if i >= count - good else DEFECTS[i % 8]
        material = UNPATTERNED[i % len(UNPATTERNED)]
        shots.append(Shot("plain", dict(material=material, defect=defect, lookalike="none", plain=True)))
    return shots


def patterned(count: int, good: int) -> list[Shot]:
    shots = []
    for i in range(count):
        defect = "ok" if i >= count - good else DEFECTS[i % 8]
        material = vocabulary.PATTERNED_MATERIALS[i % 3]
        arguments = dict(material=material, defect=defect, lookalike="none", want_reference=True)
        shots.append(Shot("patterned", arguments))
    return shots


def write_set(
    folder: Path, shots: list[Shot], first_seed: int, wanted: Wanted, quality: int, masks: str = "masks"
) -> list[dict]:
    """Renders each shot from the seed after the last one used; the manifest lines. `masks` is relative to `folder`."""
    seeds, used, records = count(first_seed), {}, []
    for shot in shots:
        seed, drawn = first(seeds, shot, SIDE + 2 * MARGIN, wanted)
        rng = np.random.default_rng([seed, 1_000_000])
        drawn = cut(drawn, tuple(int(v) for v in rng.integers(-MARGIN // 2, MARGIN // 2 + 1, 2)))
        name = shot.name.replace("_", "-")
        used[name] = used.get(name, 0) + 1
        name = f"{name}-{used[name]:02d}"
        write_picture(folder / f"{name}.jpg", drawn.image, quality)
        mask = reference = None
        if drawn.defect:
            mask = f"{masks}/{name}.png"
            write_mask(folder / mask, drawn.mask)
        if drawn.reference is not None:
            reference = f"references/{name}.jpg"
            write_picture(folder / reference, drawn.reference, quality)
        records.append(record(drawn, seed, f"{name}.jpg", mask, reference))
        print(f"{name}: seed {seed}, contrast {drawn.contrast:.0f}, {drawn.area_px:.0f} px")
    return records


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("examples", "measure"))
    parser.add_argument("--out", type=Path, help="folder to write to; it is emptied first")
    parser.add_argument("--plain", type=int, nargs=2, default=(40, 12), metavar=("COUNT", "GOOD"))
    parser.add_argument("--patterned", type=int, nargs=2, default=(16, 3), metavar=("COUNT", "GOOD"))
    parser.add_argument("--skip-seeds", type=int, default=0, help="measure: start so many seeds later, for fresh pictures")
    options = parser.parse_args()
    home = ROOT / ("examples/pictures" if options.what == "examples" else "test/fixtures/measure")
    folder = options.out or home
    shutil.rmtree(folder, ignore_errors=True)
    if options.what == "examples":
        records = write_set(folder, examples(), EXAMPLE_SEEDS, showable, 85, masks="../masks")
    else:
        records = write_set(folder, plain(*options.plain), PLAIN_SEEDS + options.skip_seeds, measurable, 92)
        records += write_set(
            folder, patterned(*options.patterned), PATTERNED_SEEDS + options.skip_seeds, measurable, 92
        )
    write_manifest(folder / "manifest.jsonl", records)


if __name__ == "__main__":
    main()
