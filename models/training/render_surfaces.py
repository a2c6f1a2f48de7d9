"""Draws lines of procedural surfaces, with good parts to refer to, good parts and parts with an anomaly.

    python models/training/render_surfaces.py --lines 24 --seed 900000000 --out surfaces
    python models/training/render_surfaces.py --lines 12 --seed 900000024 --turing --out surfaces-turing

Line i is product SEED + i (surfaces/product.py). The manifest is that of render_lines.py, as far as it makes sense here: roles
`reference`, `good` and `defect`. They show no factory and no defect that a model was trained on: what is to be better on
photographs may be chosen by them, so that the photographs need not be looked at.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from tqdm import tqdm

from rendering.manifest import write_manifest, write_mask, write_picture
from surfaces.product import Product
from surfaces.textures import TURING, USUAL

MOST_TRIES = 60


def write_line(line: int, options: argparse.Namespace) -> list[dict]:
    product = Product(options.seed + line, TURING if options.turing else USUAL)
    records: list[dict] = []

    def keep(role: str, number: int) -> None:
        picture, mask = product.picture(number, role == "defect")
        if role == "defect" and not mask.any():
            return
        name = f"{line:03d}/{number:03d}"
        write_picture(options.out / f"{name}.png", picture)
        if role == "defect":
            write_mask(options.out / f"{name}.mask.png", mask)
        records.append({"file": f"{name}.png", "has_defect": role == "defect", "line": line, "role": role,
                        "mask": f"{name}.mask.png" if role == "defect" else None})

    clean = options.references + options.good
    for number in range(clean):
        keep("reference" if number < options.references else "good", number)
    for number in range(clean, clean + MOST_TRIES):
        if len(records) < clean + options.defects:
            keep("defect", number)
    return records


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=24)
    parser.add_argument("--seed", type=int, required=True, help="seed of the first line")
    parser.add_argument("--out", type=Path, required=True, help="folder to write to")
    parser.add_argument("--turing", action="store_true", help="spots and mazes, instead of all other textures")
    parser.add_argument("--references", type=int, default=10, help="good parts to refer to, a line (10)")
    parser.add_argument("--good", type=int, default=16, help="good parts to judge, a line (16)")
    parser.add_argument("--defects", type=int, default=16, help="parts with an anomaly, a line (16)")
    options = parser.parse_args()
    records = [one for line in tqdm(range(options.lines), unit="line") for one in write_line(line, options)]
    write_manifest(options.out / "manifest.jsonl", records)
    print(f"{len(records)} pictures")


if __name__ == "__main__":
    main()
