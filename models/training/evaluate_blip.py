"""Measure the exported starter-blip on held-out renderings and write its figures.

    python models/training/render_pool.py held_out=2000 ceramic_tile=500 fabric=500
    python models/training/evaluate_blip.py
"""

from __future__ import annotations

import numpy as np

from evaluate_clip import FIGURES, SETS
from learning.exported import Blip
from learning.package import STARTER, write_json
from learning.pictures import load
from learning.reading import score


def constant(labels: np.ndarray) -> dict[str, float]:
    """The best that one and the same caption for every picture could reach, figure by figure."""
    bad, good = (labels["defect"] > 0) & labels["visible"], labels["defect"] == 0
    chosen = {"noun": labels["defect"][bad], "place": labels["place"][bad], "material": labels["material"][bad | good],
              "size": labels["size"][bad]}
    return {name: round(float(np.bincount(values).max() / len(values)), 4) for name, values in chosen.items()}


def main() -> None:
    blip, figures = Blip(STARTER / "blip"), {}
    for name, count in SETS.items():
        pool = load(name)
        texts = blip.captions(pool, count)
        figures[name] = {"n": count, **score(texts, pool.labels[:count])}
        if name == "held_out":
            figures["examples"] = texts[:6]
            figures["constant"] = constant(pool.labels[:count])
        print(name, figures[name], flush=True)
    FIGURES.mkdir(exist_ok=True)
    write_json(FIGURES / "blip.json", figures)


if __name__ == "__main__":
    main()
