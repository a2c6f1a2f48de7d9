"""Give starter-clip the graph of what is compared with good parts.

    python models/training/export_patches.py [--folder DIR]    behind export_clip.py and export_gradient.py
    python models/training/export_patches.py --untrained --folder DIR    random weights, to compare with

onnx/patch_model.onnx: pixel_values [B,3,224,224] -> patch_features [B,128,28,28]. It is a network of its own, so that what the
words see stays as it is, and only pictures that are compared are looked at twice.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from torch import nn

from learning import graphs, package
from learning.keeping import newest
from learning.tower import FINE, SIDE
from patches.encoder import PatchEncoder
from train_patches import CHECKPOINT

VISION, PATCHES = (f"onnx/{name}.onnx" for name in ("vision_model", "patch_model"))
TOLERANCE = 0.002
SHOWN = 8
"""Values of the unit vector that a golden keeps."""
MIDDLE = FINE // 2
"""Row and column of the cell whose odds and features are kept."""


def encoder(untrained: bool) -> PatchEncoder:
    torch.manual_seed(0)
    model = PatchEncoder()
    if not untrained:
        model.load_state_dict(newest("patches", CHECKPOINT, "average"))
    return model.eval()


def golden(folder: Path, name: str, picture: torch.Tensor) -> dict:
    """Odds and features of the cell in the middle."""
    feed = {"pixel_values": picture.numpy()}
    [odds] = graphs.session(folder / VISION).run(["defect_odds"], feed)
    [features] = graphs.session(folder / PATCHES).run(["patch_features"], feed)
    middle = np.concatenate([odds[:, MIDDLE, MIDDLE], features[0, :, MIDDLE, MIDDLE]])
    shown = (middle / np.linalg.norm(middle))[:SHOWN]
    return {"kind": "patches", "input": name, "output": [round(float(v), 5) for v in shown], "tolerance": TOLERANCE}


def export(model: nn.Module, path: Path) -> None:
    batch = torch.export.Dim("batch", min=1, max=1024)
    graphs.export(model, (torch.randn(2, 3, SIDE, SIDE),), path, ["pixel_values"], ["patch_features"], ({0: batch},))
    graphs.halve_weights(path)
    with torch.no_grad():
        for pixels in (*package.GOLDEN_PICTURES.values(), torch.randn(3, 3, SIDE, SIDE)):
            graphs.difference(path, {"pixel_values": pixels}, [model(pixels)])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--untrained", action="store_true")
    parser.add_argument("--folder", type=Path, default=package.STARTER / "clip")
    options = parser.parse_args()
    folder = options.folder
    export(encoder(options.untrained), folder / PATCHES)
    package.amend(folder, "patches", lambda _: [golden(folder, name, picture) for name, picture in package.GOLDEN_PICTURES.items()])


if __name__ == "__main__":
    main()
