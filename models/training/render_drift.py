"""Renders lines whose lamp grows dim, whose lens slips out of focus or grows greasy, for bench/drift.

    python models/training/render_drift.py --lines 5 --seed 547000000 --out drift

Line i is product SEED + i (render_lines.py). Every picture shows another part, one in fifty with a defect; only of the
steady ones ten show one good part that lies, is lit and is exposed anew, as much as from part to part; they lie far apart.
The manifest's lines tell `line` and `role`:
    reference, fit   good parts to learn from; good and defective parts to fit limits on
    learn, steady    the line as it runs, one picture after another
    ramp             likewise, while `wear` grows from nothing to all, evenly: `severity` 0..1
    jump             likewise, with all of it from the first picture on
    judged           good and defective parts, each pictured with every `wear` at every fifth of its severity
All of it is 20 % less light, a defocus of 1.5 px at 224, or a greasy lens (rendering/wear.py). Lines for choosing start at
400,000,200.
"""

from __future__ import annotations

import argparse
import itertools
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from tqdm import tqdm

from render import materials_named
from render_lines import DEFECTS, MATERIALS
from rendering.manifest import record, split_of, write_manifest, write_picture
from rendering.product import Product
from rendering.wear import Wear

KINDS = ("light", "focus", "grease")
STEPS = 5
DEFECT_EVERY = 50
MOMENTS = 10


def worn(kind: str, severity: float, size: int, place: int) -> Wear:
    return {
        "light": Wear(light=0.2 * severity),
        "focus": Wear(blur=1.5 * severity * size / 224),
        "grease": Wear(grease=severity, place=place),
    }[kind]


class Line:
    """One line's pictures, in order; each part is another."""

    def __init__(self, line: int, options: argparse.Namespace):
        self.number, self.out, self.size = line, options.out, options.size
        self.seed = options.seed + line
        self.product = Product.draw(self.seed, options.materials[line % len(options.materials)], options.size,
                                    options.target)
        self.parts = itertools.count(options.first_part)

    def shot(self, role: str, defect: str, wears: list[tuple[str, float]] = [], plain: bool = True) -> list[dict]:
        """A part by itself (`plain`) and with each of `wears`; nothing when the product cannot show the defect."""
        index = next(self.parts)
        through = [worn(kind, severity, self.size, self.seed) for kind, severity in wears]
        try:
            drawn = self.product.part(index, defect=defect, worn=through)
        except RuntimeError:
            return []
        told = [("", 0.0, drawn.image)] * plain + [(*wear, image) for wear, image in zip(wears, drawn.worn)]
        return [self._keep(drawn, role, index, *one) for one in told]

    def _keep(self, drawn, role: str, part: int, kind: str, severity: float, image) -> dict:
        name = f"{self.number:03d}/{role}/{part:05d}{kind and f'-{kind}-{severity:.3f}'}.png"
        write_picture(self.out / name, image)
        facts = record(drawn, self.seed, name, None)
        kept = {key: facts[key] for key in ("file", "has_defect", "label", "material", "seed", "split")}
        return {**kept, "line": self.number, "role": role, "part": part, "wear": kind or None, "severity": severity}

    def running(self, role: str, wears: list[list[tuple[str, float]]]) -> Iterator[dict]:
        """The line as it runs: a defect now and then."""
        for index, wear in enumerate(wears):
            bad = index % DEFECT_EVERY == DEFECT_EVERY - 1
            yield from self.shot(role, DEFECTS[index // DEFECT_EVERY % len(DEFECTS)] if bad else "ok", wear, not wear)

    def steady(self, count: int) -> Iterator[dict]:
        """Good parts in many moments each, and the line's share of defective ones."""
        facts = {"has_defect": False, "label": "ok", "material": self.product.material, "seed": self.seed,
                 "split": split_of(self.seed), "line": self.number, "role": "steady", "wear": None, "severity": 0.0}
        kept = 0
        while kept < count:
            part = next(self.parts)
            for moment, image in enumerate(self.product.moments(part, min(MOMENTS, count - kept))):
                name = f"{self.number:03d}/steady/{part:05d}-{moment}.png"
                write_picture(self.out / name, image)
                yield {"file": name, "part": part, "moment": moment, **facts}
            kept += MOMENTS
            if part % (DEFECT_EVERY // MOMENTS) == 0 and kept < count:
                bad = self.shot("steady", DEFECTS[part // (DEFECT_EVERY // MOMENTS) % len(DEFECTS)])
                yield from ({**one, "moment": part % MOMENTS} for one in bad)
                kept += len(bad)

    def all(self, options: argparse.Namespace) -> Iterator[dict]:
        for _ in range(options.references):
            yield from self.shot("reference", "ok")
        for role, each, wears in (("fit", options.fit, []), ("judged", options.judged, SEVERITIES)):
            for defect in DEFECTS * each:
                yield from self.shot(role, defect, wears)
            for _ in range(len(DEFECTS) * each):
                yield from self.shot(role, "ok", wears)
        yield from self.running("learn", [[]] * options.learn)
        yield from sorted(self.steady(options.steady), key=lambda told: told["moment"])
        for kind in KINDS:
            yield from self.running("ramp", [[(kind, (n + 1) / options.ramp)] for n in range(options.ramp)])
            yield from self.running("jump", [[(kind, 1.0)]] * options.jump)


SEVERITIES = [(kind, step / STEPS) for kind in KINDS for step in range(1, STEPS + 1)]


def write_line(line: int, options: argparse.Namespace) -> list[dict]:
    return list(Line(line, options).all(options))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=5)
    parser.add_argument("--seed", type=int, required=True, help="seed of the first line")
    parser.add_argument("--out", type=Path, required=True, help="folder to write to")
    parser.add_argument("--size", type=int, default=224, help="side in pixels (224)")
    parser.add_argument("--materials", type=materials_named, default=MATERIALS, help="material ids, taken in turn")
    parser.add_argument("--references", type=int, default=20, help="good parts to refer to, a line (20)")
    parser.add_argument("--fit", type=int, default=5, help="defects of every class to fit limits on, a line (5)")
    parser.add_argument("--judged", type=int, default=15, help="defects of every class to judge, a line (15)")
    parser.add_argument("--learn", type=int, default=200, help="pictures that are taken for normal, a line (200)")
    parser.add_argument("--steady", type=int, default=5000, help="steady pictures, a line (5000)")
    parser.add_argument("--ramp", type=int, default=600, help="pictures while the wear grows, a line and kind (600)")
    parser.add_argument("--jump", type=int, default=50, help="pictures with all of it, a line and kind (50)")
    parser.add_argument("--target", action="store_true", help="a mark to focus by on every part (rendering/target.py)")
    parser.add_argument("--first-part", type=int, default=0, help="beyond those of an earlier run of the same lines (0)")
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    with ProcessPoolExecutor(options.workers) as pool:
        done = tqdm(pool.map(partial(write_line, options=options), range(options.lines)), total=options.lines, unit="line")
        records = [one for lines in done for one in lines]
    write_manifest(options.out / "manifest.jsonl", records)
    print(f"{len(records)} pictures")


if __name__ == "__main__":
    main()
