"""Measure the exported starter-clip on held-out renderings and write its figures.

    python models/training/render_pool.py held_out=2000 ceramic_tile=500 fabric=500
    python models/training/evaluate_clip.py
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import torch

from grammar import article, class_texts, countable
from learning import pieces
from learning.batches import normalise
from learning.confusion_picture import draw
from learning.exported import Clip
from learning.features import Looking
from learning.measures import accuracy, auroc, confusion
from learning.package import STARTER, write_json
from learning.pictures import Pool, load
from learning.tower import pooled_width
from train_clip import Clip as Towers
from train_image import Learner
from vocabulary import CLASSES, DEFECTS, MATERIALS

FIGURES = Path(__file__).parent / "figures"
BANDS = ((0, 15), (15, 35), (35, 256))
SETS = {"held_out": 2000, "ceramic_tile": 500, "fabric": 500}
UNTRAINED_PICTURES = 500


def judged(cosines: np.ndarray, labels: np.ndarray, scale: float) -> dict:
    """AUROC of the probability of not being good, top-1 over nine labels, AUROC by band of contrast."""
    logits = scale * cosines
    score = np.logaddexp.reduce(logits[:, 1:], 1) - logits[:, 0]
    good, best = labels["defect"] == 0, cosines.argmax(1)
    shown = good | labels["visible"]

    def area(chosen: np.ndarray) -> float:
        return round(auroc(score[chosen], ~good[chosen]), 4)

    bands = {f"{low}-{high}": area(good | ((labels["contrast"] >= low) & (labels["contrast"] < high))) for low, high in BANDS}
    return {
        "n": int(shown.sum()), "auroc": area(shown), "top1": round(accuracy(best[shown], labels["defect"][shown]), 4),
        "auroc_faint": area(good | ~labels["visible"]), "auroc_by_contrast": bands,
    }


def retrieval(clip: Clip, images: np.ndarray, labels: np.ndarray, depth: int = 5) -> float:
    """Share of texts "a <defect> on a <material> surface" with a right picture among the first five."""
    hits, asked = 0, 0
    for d, defect in enumerate(DEFECTS, 1):
        for m, material in enumerate(MATERIALS):
            right = (labels["defect"] == d) & (labels["material"] == m)
            if right.any():
                text = f"{article(countable(defect))} on {article(material.en[0])} surface"
                first = np.argsort(-(images @ clip.texts([text])[0]))[:depth]
                hits, asked = hits + bool(right[first].any()), asked + 1
    return round(hits / asked, 4)


@torch.no_grad()
def untrained(pool: Pool) -> dict:
    """The same figures for a model of the same shape with random weights."""
    torch.manual_seed(0)
    image = Learner().eval().tower
    towers = Towers(pooled_width(image)).eval()
    looking, tokenizer = Looking(image), pieces.load()
    pictures = [normalise(pool.pictures(range(i, i + 50))) for i in range(0, UNTRAINED_PICTURES, 50)]
    images = torch.nn.functional.normalize(torch.cat([towers.image(looking(p)[0]) for p in pictures]), dim=-1)
    texts = torch.stack([
        torch.nn.functional.normalize(towers.text(pieces.encode(tokenizer, some)), dim=-1).mean(0) for some in class_texts("en")
    ])
    return judged((images @ texts.T).numpy(), pool.labels[:UNTRAINED_PICTURES], 1.0)


def main() -> None:
    folder = STARTER / "clip"
    clip = Clip(folder)
    scale = json.loads((folder / "model.json").read_text(encoding="utf-8"))["logit_scale"]
    labels = {language: clip.labels(class_texts(language)) for language in ("en", "ko")}
    figures: dict = {"untrained": untrained(load("held_out"))}
    for name, count in SETS.items():
        pool = load(name)
        images, truth = clip.images(pool, count), pool.labels[:count]
        figures[name] = {language: judged(images @ vectors.T, truth, scale) for language, vectors in labels.items()}
        print(name, figures[name], flush=True)
        if name == "held_out":
            figures[name]["retrieval_at_5"] = retrieval(clip, images, truth)
            shown = (truth["defect"] == 0) | truth["visible"]
            table = confusion((images @ labels["en"].T).argmax(1)[shown], truth["defect"][shown], len(CLASSES))
            figures[name]["confusion"] = table.tolist()
            draw(table, [c.en[0] for c in CLASSES], folder / "confusion.png")
    FIGURES.mkdir(exist_ok=True)
    write_json(FIGURES / "clip.json", figures)
    print(figures["untrained"], figures["held_out"]["retrieval_at_5"])


if __name__ == "__main__":
    main()
