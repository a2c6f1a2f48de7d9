"""Give starter-clip the graph that tells where it sees what a prompt says.

    python models/training/export_gradient.py [--folder DIR]    behind export_clip.py; needs no checkpoint

onnx/vision_gradient.onnx: pixel_values [B,3,224,224], texts [K,256] -> image_embeds [B,256], heatmap [B,28,28]: Grad-CAM
over the fine map, before what is below 0 is cut off, for the odds of the first text against the others
(`models/export/exporting/gradient.py`). It is the way forward of vision_model.onnx, node for node, and behind it the
derivative of projection and pooling; its weights are those in that file.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import compose, numpy_helper
from torch import Tensor, nn

from learning import aligned, graphs, package
from learning.derivatives import OUTPUTS, Graph, of_odds, slope, through_norm

VISION, GRADIENT, TEXT = (f"onnx/{name}.onnx" for name in ("vision_model", "vision_gradient", "text_model"))
TOLERANCE = 0.002
SHOWN = 8
"""Values of the unit map, from its middle on, that a golden keeps."""


class Projecting(nn.Module):
    """The derivative of projection(pooled) by the fine map. Its cells and its classes are pooled by their maximum: each
    stands for one cell, so that the mean over all cells is a 784th."""

    def __init__(self, weights: dict[str, np.ndarray], epsilon: float):
        super().__init__()
        self.weights = nn.ParameterDict({name: nn.Parameter(torch.from_numpy(value.copy())) for name, value in weights.items()})
        self.epsilon = epsilon

    def forward(self, embeds: Tensor, hidden: Tensor, pooled: Tensor, fine: Tensor, texts: Tensor) -> Tensor:
        weights = self.weights
        g = (of_odds(embeds, texts) @ weights["last"] * slope("gelu", hidden)) @ weights["first"]
        g = through_norm(g, pooled, weights["norm"], self.epsilon)
        classes = weights["classify"].flatten(1)
        channels, odds = fine.shape[1], classes.shape[0] - 1
        whole = g[:, -channels - odds : -odds] + g[:, -odds:] @ (classes[1:] - classes[:1])
        cells = fine.flatten(2)
        return (whole[:, None] @ cells / cells.shape[2])[:, 0].unflatten(-1, fine.shape[2:])


def parts(vision: onnx.ModelProto) -> tuple[dict[str, str], dict[str, np.ndarray], float]:
    """Names of the tensors that the derivative needs, the weights it goes through, and the normalisation's epsilon."""
    maker = {name: node for node in vision.graph.node for name in node.output}
    value = {tensor.name: numpy_helper.to_array(tensor) for tensor in vision.graph.initializer}
    last = maker["image_embeds"]
    hidden = maker[last.input[0]].input[0]
    norm = maker[maker[hidden].input[0]]
    fine = maker[maker[norm.input[0]].input[2]].input[0]
    classify = next(node for node in vision.graph.node if node.op_type == "Conv" and node.input[0] == fine)
    [epsilon] = [attribute.f for attribute in norm.attribute if attribute.name == "epsilon"]
    names = {"embeds": "image_embeds", "hidden": hidden, "pooled": norm.input[0], "fine": fine}
    weights = {"last": last.input[1], "first": maker[hidden].input[1], "norm": norm.input[1], "classify": classify.input[1]}
    return names, {key: value[name] for key, name in weights.items()}, epsilon


def gradient_graph(vision: onnx.ModelProto) -> onnx.ModelProto:
    names, weights, epsilon = parts(vision)
    (width, hidden), pooled, channels = weights["last"].shape, weights["first"].shape[1], weights["classify"].shape[1]
    shapes = ((2, width), (2, hidden), (2, pooled), (2, channels, 28, 28), (3, width))
    free = tuple({0: torch.export.Dim.DYNAMIC} for _ in shapes)
    head = Graph("head", Projecting(weights, epsilon), tuple(map(torch.randn, shapes)), [*names, "texts"], ["heatmap"], free)
    behind = compose.add_prefix(head.trace(optimize=True), "back.", rename_inputs=False, rename_outputs=False)
    ahead = onnx.ModelProto()
    ahead.CopyFrom(vision)
    embeds = next(output for output in vision.graph.output if output.name == "image_embeds")
    del ahead.graph.output[:]
    ahead.graph.output.extend(
        embeds if name == embeds.name else onnx.helper.make_empty_tensor_value_info(name) for name in names.values()
    )
    return compose.merge_models(ahead, behind, [(own, name) for name, own in names.items()], outputs=OUTPUTS)


def golden(folder: Path, known: dict, name: str, picture: Tensor) -> dict:
    """Of a picture and a text of model.json, which is set against nothing."""
    text = graphs.session(folder / TEXT).run(["text_embeds"], {"input_ids": np.array([known["input_ids"]])})[0]
    texts = np.concatenate([text / np.linalg.norm(text), np.zeros_like(text)])
    feed = {"pixel_values": picture.numpy(), "texts": texts}
    found = graphs.session(folder / GRADIENT).run(["heatmap"], feed)[0].ravel()
    middle = (found / np.linalg.norm(found))[found.size // 2 :][:SHOWN]
    return {"kind": "gradient", "input": name, "text": known["text"],
            "output": [round(float(value), 5) for value in middle], "tolerance": TOLERANCE}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=package.STARTER / "clip")
    folder = parser.parse_args().folder
    aligned.write_beside(folder, GRADIENT, VISION, gradient_graph)

    def goldens(others: list[dict]) -> list[dict]:
        text = next(one for one in others if one["kind"] == "text")
        return [golden(folder, text, name, picture) for name, picture in package.GOLDEN_PICTURES.items()]

    package.amend(folder, "gradient", goldens, {GRADIENT: [VISION]})
    print(f"{GRADIENT}: {(folder / GRADIENT).stat().st_size / 1e3:.0f} kB", flush=True)


if __name__ == "__main__":
    main()
