"""Run the trained image tower once over the pictures that the text towers learn from.

    python models/training/extract_features.py train=12000 validation=1000
"""

from __future__ import annotations

import argparse
import torch

from learning import features, graphs
from learning.keeping import newest
from learning.pictures import RUNS, load
from learning.tower import SIDE
from train_image import CHECKPOINT, Learner

GRAPH = RUNS / "features.onnx"
TURNING_SEED = 7


def tower():
    learner = Learner()
    learner.load_state_dict(newest("image", CHECKPOINT, "average"))
    return learner.eval().tower


def write_graph() -> None:
    looking = features.Looking(tower())
    batch = torch.export.Dim("batch", min=1, max=1024)
    pixels = torch.randn(2, 3, SIDE, SIDE)
    graphs.export(looking, (pixels,), GRAPH, ["pixel_values"], ["pooled", "cells"], ({0: batch},))
    other = torch.randn(3, 3, SIDE, SIDE)
    with torch.no_grad():
        graphs.difference(GRAPH, {"pixel_values": other}, list(looking(other)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sets", nargs="+", metavar="SET=COUNT")
    options = parser.parse_args()
    write_graph()
    session = graphs.session(GRAPH)

    for item in options.sets:
        name, count = item.split("=")
        seed = TURNING_SEED if name == "train" else None
        features.look(session, load(name), int(count), seed).save(name)
        print("looked at", item, flush=True)


if __name__ == "__main__":
    main()
