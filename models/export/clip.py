"""Export a CLIP model, a local folder in Hugging Face layout, to ONNX.

    python models/export/clip.py CHECKPOINT --out DIR [--precision fp32 fp16 int8]
    python models/export/clip.py CHECKPOINT --out DIR --weightless
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from transformers import AutoTokenizer, CLIPModel

from exporting import clip, package
from exporting.parity import Run

TEXTS = ("a photo of a scratch on a metal surface", "a clean surface, no defect")


def unit(vector: np.ndarray) -> list[float]:
    """The first 8 values of the unit vector."""
    return [round(float(value), 5) for value in (vector / np.linalg.norm(vector))[:8]]


def main() -> None:
    options = package.arguments(__doc__, "folder with config.json and weights")
    model = CLIPModel.from_pretrained(options.checkpoint, local_files_only=True, dtype=torch.float32).eval()
    side = model.config.vision_config.image_size

    def goldens(run: Run, folder: Path) -> list[dict]:
        picture = run("vision_model", {"pixel_values": package.ramp(side, side)})["image_embeds"][0]
        found = [{"kind": "vision", "input": "ramp", "output": unit(picture), "tolerance": 0.02}]
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        for text in TEXTS:
            ids = tokenizer(text).input_ids
            vector = run("text_model", {"input_ids": torch.tensor([ids])})["text_embeds"][0]
            found.append({"kind": "text", "text": text, "input_ids": ids, "output": unit(vector), "tolerance": 0.02})
        return found

    package.write(options, clip.FAMILY, model, clip.graphs(model), clip.compare, goldens, options.checkpoint,
                  logit_scale=round(float(model.logit_scale.exp()), 4))  # fmt: skip


if __name__ == "__main__":
    main()
