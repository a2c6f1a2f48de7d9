"""Export starter-clip to ONNX.

    python models/training/export_clip.py
    python models/training/export_clip.py --untrained --out DIR    the same shape with random weights, to compare with

onnx/vision_model.onnx: pixel_values [B,3,224,224] -> image_embeds [B,256], not normalised, and defect_odds [B,28,28], the
log-odds of the likeliest defect class of every cell. What is compared with good parts is another graph (export_patches.py).
onnx/text_model.onnx: input_ids int64 [B,T], right padded -> text_embeds [B,256].
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from extract_features import tower
from learning import graphs, package, pieces
from learning.clip import WIDTH
from learning.features import Looking
from learning.keeping import newest
from learning.tower import SIDE, STRIDE, Tower, pooled, pooled_width
from train_clip import CHECKPOINT, Clip
from train_image import Learner

FOLDER = package.STARTER / "clip"
GOLDEN_TEXTS = ("a photo of a scratch", "금속 표면의 균열")
TOLERANCE = 0.002
"""Devices differ by about 0.00001 in single precision; a graph that a device computes wrongly, by more than this."""


class Vision(nn.Module):
    def __init__(self, looking: Looking, projection: nn.Module):
        super().__init__()
        self.looking, self.projection = looking, projection

    def forward(self, pixel_values: Tensor) -> tuple[Tensor, Tensor]:
        seen = self.looking.tower(pixel_values)
        odds = (seen.classes[:, 1:] - seen.classes[:, :1]).amax(1)
        return self.projection(pooled(seen)), odds


def unit(vector: np.ndarray) -> list[float]:
    """First 8 values of the unit vector."""
    return [round(float(v), 5) for v in (vector / np.linalg.norm(vector))[:8]]


def configuration(model: Clip, image) -> dict:
    return {
        "model_type": "clip", "architectures": ["CLIPModel"], "projection_dim": WIDTH,
        "logit_scale_init_value": round(float(model.scale.log.detach()), 5),
        "text_config": {k: v for k, v in model.text.config.to_diff_dict().items() if k != "transformers_version"},
        "vision_config": {"model_type": "clip_vision_model", "image_size": SIDE, "patch_size": STRIDE,
                          "hidden_size": image.width, "num_hidden_layers": len(image.layers)},
    }


def trained() -> tuple[Tower, Clip]:
    image = tower()
    model = Clip(pooled_width(image))
    model.load_state_dict(newest("clip", CHECKPOINT, "model"))
    return image, model


def untrained() -> tuple[Tower, Clip]:
    torch.manual_seed(0)
    image = Learner().eval().tower
    return image, Clip(pooled_width(image))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--untrained", action="store_true")
    parser.add_argument("--out", type=Path, default=FOLDER)
    options = parser.parse_args()
    folder = options.out
    image, model = untrained() if options.untrained else trained()
    vision, text = Vision(Looking(image), model.image).eval(), model.text.eval()
    batch = torch.export.Dim("batch", min=1, max=1024)
    length = torch.export.Dim("length", min=2, max=pieces.LONGEST)

    tokenizer = pieces.load()
    ids = pieces.encode(tokenizer, ["scratch", *GOLDEN_TEXTS])
    to_vision, to_text = folder / "onnx" / "vision_model.onnx", folder / "onnx" / "text_model.onnx"
    graphs.export(vision, (torch.randn(2, 3, SIDE, SIDE),), to_vision, ["pixel_values"],
                  ["image_embeds", "defect_odds"], ({0: batch},))
    graphs.export(text, (ids,), to_text, ["input_ids"], ["text_embeds"], ({0: batch, 1: length},))
    with torch.no_grad():
        for pixels in (*package.GOLDEN_PICTURES.values(), torch.randn(3, 3, SIDE, SIDE)):
            graphs.difference(to_vision, {"pixel_values": pixels}, list(vision(pixels)))
        for some in (ids, ids[:1, :5]):
            graphs.difference(to_text, {"input_ids": some}, [text(some)])
        goldens = []
        for name, picture in package.GOLDEN_PICTURES.items():
            embedding, _ = vision(picture)
            goldens.append({"kind": "vision", "input": name, "output": unit(embedding[0].numpy()), "tolerance": TOLERANCE})
        for words in GOLDEN_TEXTS:
            row = pieces.encode(tokenizer, [words])
            goldens.append({"kind": "text", "text": words, "input_ids": row[0].tolist(),
                            "output": unit(text(row)[0].numpy()), "tolerance": TOLERANCE})
    package.write_json(folder / "config.json", configuration(model, image))
    package.write_json(folder / "preprocessor_config.json", package.preprocessor("CLIPImageProcessor"))
    package.finish(folder, "clip", ["en", "ko"], "fp32", goldens, logit_scale=round(float(model.scale()), 4))


if __name__ == "__main__":
    main()
