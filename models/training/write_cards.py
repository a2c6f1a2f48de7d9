"""Write the training cards models/starter/{clip,blip}/README.md from the measured figures.

    python models/training/write_cards.py
"""

from __future__ import annotations

import csv
import json
from pathlib import Path

import torch

import train_blip
import train_clip
from evaluate_clip import FIGURES
from learning.package import STARTER
from train_image import CURVE

LANGUAGES = {"en": "English", "ko": "Korean"}
SETS = {
    "held_out": "training materials, unseen seeds",
    "ceramic_tile": "unseen material: ceramic (mild structure)",
    "fabric": "unseen material: fabric (structured)",
}
SHARED = """
It is a small demonstrator, trained on rendered surfaces only ([how they are drawn](../../training/README.md#rendering)),
so that a fresh machine without internet judges and describes for real. Do not run a line on it: for real
photographs use the full-size models. A defect counts as visible from max(15 grey levels, 3 × texture noise) on;
unless said otherwise figures are of good parts and visible defects.
"""


PATCH_CURVE = CURVE.with_name("patches.csv")


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def table(head: list[str], rows: list[list]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(c) for c in line) + " |" for line in lines)


def image_tower() -> str:
    points = rows_of(CURVE)
    last = points[-1]
    shown = table(["minutes", "pictures", "AUROC", "top-1 of its own head"],
                  [[p["minutes"], p["pictures"], p["auroc"], p["top1"]] for p in points])
    return f"""## The image tower

Shared with the other starter model: a residual network to 14 × 14 cells, two transformer layers, a finer 28 × 28
map; trained with the class of every cell from the masks, and class, material, place, size and look-alike of the
picture (`train_image.py`, seed 1). {float(last["minutes"]):.0f} minutes on two cores shared with other work, {int(last["pictures"]):,}
crops and pictures seen. The first 60 minutes drew from 26,000 renderings (seeds 1 to 26,000), the first 48 of them with
half of today's residual blocks; the rest drew from 70,000 (seeds 1 to 70,000). On up to 1,000 validation pictures:

{shown}
"""


PRODUCT = {
    "held_out": "training materials, unseen seeds", "held_out_en": "the same, English prompts only",
    "held_out_ko": "the same, Korean prompts only", "ceramic_tile": SETS["ceramic_tile"], "fabric": SETS["fabric"],
    "untrained": "training materials, the same shape untrained",
}


def product() -> dict[str, dict]:
    """What `npm run evaluate` said; the recipe tells how."""
    return json.loads((FIGURES / "product.json").read_text(encoding="utf-8"))


def clip_card() -> str:
    figures = json.loads((FIGURES / "clip.json").read_text(encoding="utf-8"))
    held = figures["held_out"]
    rows = [[SETS[s], LANGUAGES[lang], figures[s][lang]["n"], figures[s][lang]["auroc"], figures[s][lang]["top1"],
             figures[s][lang]["auroc_faint"]] for s in SETS for lang in LANGUAGES]
    through = [[PRODUCT[s], f["n"], f["auroc"], f["top1"]] for s, f in product().items()]
    raw = figures["untrained"]
    rows.append(["the same shape, untrained", "English", raw["n"], raw["auroc"], raw["top1"], raw["auroc_faint"]])
    bands = held["en"]["auroc_by_contrast"]
    state = torch.load(train_clip.CHECKPOINT, weights_only=True)
    *_, last = rows_of(PATCH_CURVE)
    return f"""# starter-clip

An image tower and a text tower that meet in 256 dimensions: pictures are judged by prompts in English or Korean.
Apache-2.0, float32, {sum(p.stat().st_size for p in (STARTER / "clip" / "onnx").glob("*.onnx")) / 1e6:.1f} MB.
{SHARED}
## Figures

Through the product (`npm run evaluate`, visible defects, labels and prompts of the preset `general`):

{table(["pictures", "n", "AUROC", "top-1"], through)}

Measured on the shipped ONNX files by `evaluate_clip.py`: every class by four plain prompts, averaged on the unit
sphere; AUROC of good against defective, top-1 over nine classes.

{table(["pictures", "prompts", "n", "AUROC", "top-1", "AUROC, faint defects"], rows)}

AUROC by contrast in grey levels (English, held-out seeds): {", ".join(f"{b} {v}" for b, v in bands.items())}.
For the text "a … on a … surface", {100 * held["retrieval_at_5"]:.0f} % have a right picture among the first five of 2,000.

![Confusion of the nine classes](confusion.png)

{image_tower()}
## The text tower

A Hugging Face CLIP text transformer (3 layers, 192 wide) and a projection over the frozen image tower (locked-image
tuning), trained {state["minutes"]:g} minutes, {state["steps"]} steps of {train_clip.IMAGES} pictures × {train_clip.TEXTS} prompts
of the grammar, Korean and English alike (`train_clip.py`, seed 1). Byte-level BPE of 1,600 pieces.

## The patch encoder

What is compared with good parts (`patch_model.onnx`, 1.7 million weights in half precision): a network of its own, trained through
the comparison on endless drawn products that show no factory and on rendered lines, {last["step"]} steps of 48 and 12 products in
{float(last["seconds"]):.0f} seconds on one graphics card (`train_patches.py`). Figures: [Reference gate](../../../docs/reference-gate.md).
"""


def blip_card() -> str:
    figures = json.loads((FIGURES / "blip.json").read_text(encoding="utf-8"))
    keys = ("noun", "good", "place", "place_clear", "material", "size", "fewest_words")
    head = ["pictures", "n", "noun", "good part said good", "place", "place, 6 px off the grid", "material", "size", "fewest words"]
    rows = [[SETS[s], figures[s]["n"], *(figures[s][k] for k in keys)] for s in SETS]
    rows.append(["the best constant answer", figures["held_out"]["n"], *(figures["constant"].get(k, "–") for k in keys)])
    state = torch.load(train_blip.CHECKPOINT, weights_only=True)
    through = [[PRODUCT[s], f["n"], *f["caption"].values()] for s, f in product().items() if "caption" in f]
    examples = "\n".join(f"- {text}" for text in figures["examples"])
    return f"""# starter-blip

Describes a picture in one English sentence: size, defect, place, material.
Apache-2.0, float32, {sum(p.stat().st_size for p in (STARTER / "blip" / "onnx").glob("*.onnx")) / 1e6:.1f} MB.
{SHARED}
## Figures

Through the product (`npm run evaluate -- … --captions`, three beams, visible defects):

{table(["pictures", "n", "noun", "place", "material", "fewest words"], through)}

Greedy captions of the shipped ONNX files, read back by `learning/reading.py`. Place and size are counted where a
defect was named; "6 px off the grid" leaves out defects whose middle lies on a line between two places.
A material never trained on can only be named wrong.

{table(head, rows)}

{examples}

{image_tower()}
## The text decoder

A Hugging Face BLIP text decoder (2 layers, 192 wide) with cross-attention to the 196 cells, their explicit places and
one token for the whole picture; the image tower stays frozen. {state["minutes"]:g} minutes, {state["steps"]} steps of
{train_blip.PICTURES} pictures (`train_blip.py`, seed 1). Defects too faint to see were left out.
"""


def main() -> None:
    for name, text in (("clip", clip_card()), ("blip", blip_card())):
        (STARTER / name / "README.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
