"""Renders product lines: parts of one product each, with good parts to refer to, good parts, defects, look-alikes.

    python models/training/render_lines.py --lines 20 --seed 540000000 --out lines
    python models/training/render_lines.py --lines 4 --seed 545000000 --out lines-unseen --materials ceramic_tile,fabric

Line i is product SEED + i: its material (in turn), edges, bore, print, lamp and camera are fixed (rendering/product.py).
The manifest is that of render.py with `line` (a number) and `role`:
    reference   good parts to learn from, without look-alikes       good        good parts to judge
    defect      visible defects of every class                      faint       defects below the threshold of truth.py
    lookalike   good parts with every look-alike
Held-out lines start at 540,000,000. Lines for choosing between methods start at 400,000,000.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tqdm import tqdm

import vocabulary
from render import materials_named
from rendering.manifest import record, write_manifest, write_mask, write_picture
from rendering.product import Product

MATERIALS = [m.id for m in vocabulary.MATERIALS if m.id not in vocabulary.UNSEEN_MATERIALS]
DEFECTS = [d.id for d in vocabulary.DEFECTS]
LOOKALIKES = [t.id for t in vocabulary.LOOKALIKES]


@dataclass(frozen=True)
class Shot:
    role: str
    defect: str = "ok"
    lookalike: str = "none"
    visible: bool = True


def shots(options: argparse.Namespace) -> Iterator[Shot]:
    """The pictures of one line, in order."""
    yield from [Shot("reference")] * options.references
    yield from [Shot("good")] * options.good
    yield from [Shot("defect", defect) for defect in DEFECTS] * options.each
    yield from [Shot("lookalike", lookalike=lookalike) for lookalike in LOOKALIKES] * options.each
    yield from [Shot("faint", defect, visible=False) for defect in DEFECTS] * options.faint


def write_line(line: int, options: argparse.Namespace) -> list[dict]:
    """Renders and writes line `line`; its manifest lines. What a product cannot show is left out."""
    seed = options.seed + line
    product = Product.draw(seed, options.materials[line % len(options.materials)], options.size)
    lines = []
    for index, shot in enumerate(shots(options)):
        try:
            drawn = product.part(index, defect=shot.defect, lookalike=shot.lookalike, visible=shot.visible)
        except RuntimeError:
            continue
        name = f"{line:03d}/{index:04d}"
        mask = f"masks/{name}.png" if drawn.defect else None
        write_picture(options.out / f"{name}.png", drawn.image)
        if mask:
            write_mask(options.out / mask, drawn.mask)
        lines.append({**record(drawn, seed, f"{name}.png", mask), "line": line, "role": shot.role})
    return lines


def parse_arguments(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=20)
    parser.add_argument("--seed", type=int, required=True, help="seed of the first line")
    parser.add_argument("--out", type=Path, required=True, help="folder to write to")
    parser.add_argument("--size", type=int, default=224, help="side in pixels (224)")
    parser.add_argument("--materials", type=materials_named, default=MATERIALS, help="material ids, taken in turn")
    parser.add_argument("--references", type=int, default=50, help="good parts to refer to, a line (50)")
    parser.add_argument("--good", type=int, default=40, help="good parts to judge, a line (40)")
    parser.add_argument("--each", type=int, default=5, help="pictures of every defect and look-alike, a line (5)")
    parser.add_argument("--faint", type=int, default=2, help="faint defects of every class, a line (2)")
    parser.add_argument("--workers", type=int, default=1)
    return parser.parse_args(arguments)


def main() -> None:
    options = parse_arguments()
    with ProcessPoolExecutor(options.workers) as pool:
        done = tqdm(pool.map(partial(write_line, options=options), range(options.lines)), total=options.lines, unit="line")
        records = [one for lines in done for one in lines]
    write_manifest(options.out / "manifest.jsonl", records)
    print(f"{len(records)} pictures, {options.lines * len(list(shots(options))) - len(records)} could not be shown")


if __name__ == "__main__":
    main()
