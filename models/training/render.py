"""Renders labelled pictures of factory surfaces: picture files, masks and manifest.jsonl.

    python models/training/render.py --count 2000 --seed 500000000 --out held-out --visible

Picture i is that of seed SEED + i: the same command writes the same pictures, with any number of workers.
Training draws from seeds 1 to 10,000,000; held-out sets start at 500,000,000.
"""

from __future__ import annotations

import argparse
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from tqdm import tqdm

import vocabulary
from rendering import render
from rendering.manifest import record, write_manifest, write_mask, write_picture


def write_one(index: int, options: argparse.Namespace) -> dict:
    """Renders and writes picture `index`; its manifest line."""
    seed = options.seed + index
    material = options.materials[index % len(options.materials)] if options.materials else None
    drawn = render(
        seed,
        options.size,
        material=material,
        visible_only=options.visible,
        unseen=options.unseen,
        want_reference=options.reference,
    )
    name = f"{index:06d}"
    file = f"{name}.{options.format}"
    write_picture(options.out / file, drawn.image)
    mask = f"masks/{name}.png" if drawn.defect else None
    if mask:
        write_mask(options.out / mask, drawn.mask)
    reference = f"references/{file}" if options.reference else None
    if reference:
        write_picture(options.out / reference, drawn.reference)
    return record(drawn, seed, file, mask, reference)


def materials_named(text: str) -> list[str]:
    known = [m.id for m in vocabulary.MATERIALS]
    chosen = text.split(",")
    unknown = [m for m in chosen if m not in known]
    if unknown:
        raise argparse.ArgumentTypeError(f"unknown {', '.join(unknown)}; choose from {', '.join(known)}")
    return chosen


def parse_arguments(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, required=True, help="number of pictures")
    parser.add_argument("--seed", type=int, required=True, help="seed of the first picture")
    parser.add_argument("--out", type=Path, required=True, help="folder to write to")
    parser.add_argument("--size", type=int, default=224, help="side in pixels (224)")
    parser.add_argument("--materials", type=materials_named, help="material ids, comma separated, taken in turn")
    parser.add_argument("--visible", action="store_true", help="no faint defects")
    parser.add_argument("--unseen", action="store_true", help="materials and look-alike never used in training")
    parser.add_argument("--reference", action="store_true", help="also write each scene without its defect")
    parser.add_argument("--format", choices=("jpg", "png"), default="jpg")
    parser.add_argument("--workers", type=int, default=1)
    return parser.parse_args(arguments)


def main() -> None:
    options = parse_arguments()
    options.out.mkdir(parents=True, exist_ok=True)
    work = partial(write_one, options=options)
    with ProcessPoolExecutor(options.workers) as pool:
        lines = pool.map(work, range(options.count), chunksize=16)
        records = list(tqdm(lines, total=options.count, unit="picture"))
    write_manifest(options.out / "manifest.jsonl", records)


if __name__ == "__main__":
    main()
