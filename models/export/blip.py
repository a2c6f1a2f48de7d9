"""Export a BLIP captioner, a local folder in Hugging Face layout, to ONNX.

    python models/export/blip.py CHECKPOINT --out DIR [--precision fp32 fp16 int8]
    python models/export/blip.py CHECKPOINT --out DIR --weightless
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

import torch
from transformers import BlipForConditionalGeneration

from exporting import blip, package
from exporting.parity import Run


def main() -> None:
    options = package.arguments(__doc__, "folder with config.json and weights")
    model = BlipForConditionalGeneration.from_pretrained(options.checkpoint, local_files_only=True, dtype=torch.float32).eval()
    text, vision = model.config.text_config, model.config.vision_config

    def goldens(run: Run, _: Path) -> list[dict]:
        seen = run("vision_model", {"pixel_values": package.ramp(vision.image_size, vision.image_size)})
        cross = {name: torch.from_numpy(values) for name, values in seen.items()}
        shape = (text.num_attention_heads, text.hidden_size // text.num_attention_heads)
        tokens = package.greedy(run, cross, shape, [text.bos_token_id], text.sep_token_id, 8)
        return [{"kind": "caption", "input": "ramp", "token_ids": tokens}]

    graphs, compare = blip.graphs(model), blip.compare
    if not options.weightless:
        # It would hold all weights of the decoder a second time.
        graphs, compare = graphs[:2], partial(blip.compare, attention=False)
    package.write(options, blip.FAMILY, model, graphs, compare, goldens, options.checkpoint)


if __name__ == "__main__":
    main()
