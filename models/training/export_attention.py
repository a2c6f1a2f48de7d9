"""Give starter-blip the graph that tells where it looks as it writes a word.

    python models/training/export_attention.py [--folder DIR]    behind export_blip.py; needs no checkpoint

onnx/decoder_attention.onnx: input_ids [B,S], past.*, cross.* as of decoder_model.onnx -> attention [B,S,197]: the shares
of the whole picture and of its 196 cells by which the token behind each was chosen, as the mean over heads and layers
(`models/export/exporting/looking.py`). It is the way forward of decoder_model.onnx, node for node; its weights are those in
that file.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from learning import aligned, graphs, package, pieces
from learning.captioner import HEADS, HEAD_WIDTH
from learning.looks import looking

VISION, DECODER, ATTENTION = (f"onnx/{name}.onnx" for name in ("vision_model", "decoder_model", "decoder_attention"))
TOLERANCE = 0.002
READ = 4
"""Tokens of the golden caption that are read before it is asked where it looks."""
SHOWN = 8
"""Values of the unit map, from its middle on, that a golden keeps."""


def attention(folder: Path, pixels: np.ndarray, ids: list[int]) -> np.ndarray:
    """[197]: where the decoder looks that has read the start token and `ids`."""
    vision, decoder = (graphs.session(folder / name) for name in (VISION, ATTENTION))
    cross = dict(zip((output.name for output in vision.get_outputs()), vision.run(None, {"pixel_values": pixels})))
    feed = {"input_ids": np.array([[pieces.START, *ids]])}
    for name in (value.name for value in decoder.get_inputs()[1:]):
        feed[name] = cross[name] if name in cross else np.zeros((1, HEADS, 0, HEAD_WIDTH), np.float32)
    return decoder.run(None, feed)[0][0, -1]


def golden(folder: Path, known: dict) -> dict:
    ids = known["token_ids"][:READ]
    cells = attention(folder, package.GOLDEN_PICTURES[known["input"]].numpy(), ids)[1:]
    middle = (cells / np.linalg.norm(cells))[cells.size // 2 :][:SHOWN]
    return {"kind": "attention", "input": known["input"], "token_ids": ids,
            "output": [round(float(value), 5) for value in middle], "tolerance": TOLERANCE}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=package.STARTER / "blip")
    folder = parser.parse_args().folder
    aligned.write_beside(folder, ATTENTION, DECODER, looking)
    package.amend(folder, "attention", lambda others: [golden(folder, one) for one in others if one["kind"] == "caption"],
                  {ATTENTION: [DECODER]})
    print(f"{ATTENTION}: {(folder / ATTENTION).stat().st_size / 1e3:.0f} kB", flush=True)


if __name__ == "__main__":
    main()
