"""Export a CLIP or SigLIP model, a local folder in Hugging Face layout, to ONNX.

    python models/export/clip.py CHECKPOINT --out DIR [--precision fp32 fp16 int8]
    python models/export/clip.py CHECKPOINT --out DIR --weightless
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import torch
from transformers import AutoConfig, CLIPModel, SiglipModel

from exporting import clip, package, siglip
from exporting.parity import Run
from exporting.texts import reader

TEXTS = ("a photo of a scratch on a metal surface", "a clean surface, no defect")
MEMBERS = {"clip": (CLIPModel, clip), "siglip": (SiglipModel, siglip)}
"""By model_type of config.json."""


def unit(vector: np.ndarray) -> list[float]:
    """The first 8 values of the unit vector."""
    return [round(float(value), 5) for value in (vector / np.linalg.norm(vector))[:8]]


def main() -> None:
    options = package.arguments(__doc__, "folder with config.json and weights")
    kind = AutoConfig.from_pretrained(options.checkpoint, local_files_only=True).model_type
    if kind not in MEMBERS:
        raise SystemExit(f"{options.checkpoint}: model_type {kind} is none of {', '.join(MEMBERS)}.")
    architecture, member = MEMBERS[kind]
    model = architecture.from_pretrained(options.checkpoint, local_files_only=True, dtype=torch.float32).eval()
    side = model.config.vision_config.image_size
    scoring = {"logit_scale": round(float(model.logit_scale.detach().exp()), 4)}
    if kind == "siglip":
        scoring |= {"logit_bias": round(float(model.logit_bias.detach()), 4), "scoring": "sigmoid"}

    def goldens(run: Run, folder: Path) -> list[dict]:
        picture = run("vision_model", {"pixel_values": package.ramp(side, side)})["image_embeds"][0]
        found = [{"kind": "vision", "input": "ramp", "output": unit(picture), "tolerance": 0.02}]
        read = reader(folder, model.config)
        for text in TEXTS:
            ids = read(text)
            vector = run("text_model", {"input_ids": torch.tensor([ids])})["text_embeds"][0]
            found.append({"kind": "text", "text": text, "input_ids": ids, "output": unit(vector), "tolerance": 0.02})
        return found

    graphs, compare = member.graphs(model), member.compare
    if not options.weightless:
        # It would hold all weights of the tower a second time.
        graphs, compare = graphs[:2], partial(member.compare, derived=False)
    package.write(options, member.FAMILY, model, graphs, compare, goldens, options.checkpoint, **scoring)


if __name__ == "__main__":
    main()
