"""Export starter-blip to ONNX.

    python models/training/export_blip.py

onnx/vision_model.onnx: pixel_values [B,3,224,224] -> cross.{i}.key, cross.{i}.value [B,4,197,48] of every layer.
onnx/decoder_model.onnx: input_ids [B,S], past.{i}.key/value [B,4,P,48], cross.{i}.key/value [1 or B,4,197,48]
-> logits [B,V] of the last position, present.{i}.key/value [B,4,P+S,48].
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from extract_features import tower
from learning import graphs, package, pieces
from learning.captioner import HEADS, HEAD_WIDTH, LAYERS, Captioner, CrossKeys, Step
from learning.features import Looking
from learning.keeping import newest
from learning.tower import GRID, SIDE, STRIDE, cells_width, pooled_width
from train_blip import CHECKPOINT

FOLDER = package.STARTER / "blip"
LONGEST = 30
"""Most tokens of a caption: the longest of the grammar has 24."""


class Vision(nn.Module):
    def __init__(self, looking: Looking, captioner: Captioner):
        super().__init__()
        self.looking, self.memory, self.keys = looking, captioner.memory, CrossKeys(captioner)

    def forward(self, pixel_values: Tensor) -> tuple[Tensor, ...]:
        return self.keys(self.memory(*self.looking(pixel_values)))


def named(kind: str) -> list[str]:
    return [f"{kind}.{i}.{part}" for i in range(LAYERS) for part in ("key", "value")]


def empty(batch: int) -> list[Tensor]:
    return [torch.zeros(batch, HEADS, 0, HEAD_WIDTH) for _ in range(2 * LAYERS)]


@torch.no_grad()
def greedy(vision: Vision, step: Step, pixels: Tensor, count: int) -> list[int]:
    """Token ids behind the start token, the end token included, at most `count`."""
    cross, past, ids = list(vision(pixels)), empty(1), [pieces.START]
    while len(ids) <= count and ids[-1] != pieces.END:
        logits, *past = step(torch.tensor([ids[-1:]]), past, cross)
        ids.append(int(logits.argmax()))
    return ids[1:]


def check_step(path, step: Step, captioner: Captioner, image: nn.Module) -> None:
    """Three beams over one picture, four tokens at once and then one by one, against Hugging Face's own decoder."""
    looking = Looking(image).eval()
    with torch.no_grad():
        pooled, cells = looking(torch.randn(1, 3, SIDE, SIDE))
        cross = list(CrossKeys(captioner)(captioner.memory(pooled, cells)))
        ids = torch.cat([torch.full((3, 1), pieces.START), torch.randint(4, pieces.PIECES, (3, 8))], 1)
        whole = captioner(ids, pooled.expand(3, -1), cells.expand(3, -1, -1))
        past, at = empty(3), 0
        for count in (4, 1, 1, 1, 1):
            feed = {"input_ids": ids[:, at : at + count], **dict(zip(named("past"), past)), **dict(zip(named("cross"), cross))}
            logits, *past = step(feed["input_ids"], past, cross)
            at += count
            if float((logits - whole[:, at - 1]).abs().max()) > 1e-3:
                raise SystemExit("The cached step differs from Hugging Face's decoder; nothing was kept.")
            graphs.difference(path, feed, [logits, *past])
        own = [c.repeat(3, 1, 1, 1) for c in cross]
        feed = {"input_ids": ids[:, :2], **dict(zip(named("past"), empty(3))), **dict(zip(named("cross"), own))}
        graphs.difference(path, feed, list(step(ids[:, :2], empty(3), own)))


def main() -> None:
    image = tower()
    captioner = Captioner(pooled_width(image), cells_width(image))
    captioner.load_state_dict(newest("blip", CHECKPOINT, "model"))
    captioner.eval()
    vision, step = Vision(Looking(image), captioner).eval(), Step(captioner).eval()
    to_vision, to_step = FOLDER / "onnx" / "vision_model.onnx", FOLDER / "onnx" / "decoder_model.onnx"
    batch = torch.export.Dim("batch", min=1, max=1024)
    graphs.export(vision, (torch.randn(2, 3, SIDE, SIDE),), to_vision, ["pixel_values"], named("cross"), ({0: batch},))
    free = torch.export.Dim.DYNAMIC
    inputs = (torch.randint(4, 99, (3, 2)), [torch.randn(3, HEADS, 4, HEAD_WIDTH) for _ in range(2 * LAYERS)],
              [torch.randn(1, HEADS, GRID * GRID + 1, HEAD_WIDTH) for _ in range(2 * LAYERS)])
    shapes = ({0: free, 1: free}, [{0: free, 2: free}] * (2 * LAYERS), [{2: free}] * (2 * LAYERS))
    graphs.export(step, inputs, to_step, ["input_ids", *named("past"), *named("cross")],
                  ["logits", *named("present")], shapes)
    graphs.free_batch(to_step, "cross")
    with torch.no_grad():
        for pixels in (*package.GOLDEN_PICTURES.values(), torch.randn(3, 3, SIDE, SIDE)):
            graphs.difference(to_vision, {"pixel_values": pixels}, list(vision(pixels)))
    check_step(to_step, step, captioner, image)
    text = {k: v for k, v in captioner.config.to_diff_dict().items() if k != "transformers_version"}
    package.write_json(FOLDER / "config.json", {
        "model_type": "blip", "architectures": ["BlipForConditionalGeneration"], "text_config": text,
        "vision_config": {"model_type": "blip_vision_model", "image_size": SIDE, "patch_size": STRIDE,
                          "hidden_size": image.width, "num_hidden_layers": len(image.layers)},
    })
    package.write_json(FOLDER / "generation_config.json", {
        "bos_token_id": pieces.START, "decoder_start_token_id": pieces.START, "eos_token_id": pieces.END,
        "pad_token_id": pieces.PAD, "max_length": LONGEST, "num_beams": 3,
        "bad_words_ids": [[pieces.PAD], [pieces.UNKNOWN], [pieces.START]],
    })
    package.write_json(FOLDER / "preprocessor_config.json", package.preprocessor("BlipImageProcessor"))
    goldens = [{"kind": "caption", "input": name, "token_ids": greedy(vision, step, picture, LONGEST)}
               for name, picture in package.GOLDEN_PICTURES.items()]
    package.finish(FOLDER, "blip", ["en"], "fp32", goldens)


if __name__ == "__main__":
    main()
