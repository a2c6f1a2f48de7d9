"""Make the graphs that resample pictures as Pillow does: `python models/export/resample.py`, into models/graphs/resample.

onnxruntime's antialiased Resize follows Pillow's Resample.c down to the rounding between rows and columns.
"""

from __future__ import annotations

from pathlib import Path

import onnx
from onnx import TensorProto, helper

FOLDER = Path(__file__).parents[1] / "graphs" / "resample"


def graph(mode: str) -> onnx.ModelProto:
    """picture [H,W,3] 8-bit, sizes [4] = 1, 3, height, width -> resampled [height,width,3] 8-bit."""
    nodes = [
        helper.make_node("Unsqueeze", ["picture", "first"], ["batch"]),
        helper.make_node("Transpose", ["batch"], ["planes"], perm=[0, 3, 1, 2]),
        helper.make_node("Resize", ["planes", "", "", "sizes"], ["resized"], mode=mode, cubic_coeff_a=-0.5, antialias=1,
                         exclude_outside=1),  # fmt: skip
        helper.make_node("Transpose", ["resized"], ["pixels"], perm=[0, 2, 3, 1]),
        helper.make_node("Squeeze", ["pixels", "first"], ["resampled"]),
    ]
    inputs = [
        helper.make_tensor_value_info("picture", TensorProto.UINT8, ["rows", "columns", 3]),
        helper.make_tensor_value_info("sizes", TensorProto.INT64, [4]),
    ]
    outputs = [helper.make_tensor_value_info("resampled", TensorProto.UINT8, ["height", "width", 3])]
    first = helper.make_tensor("first", TensorProto.INT64, [1], [0])
    made = helper.make_graph(nodes, "resample", inputs, outputs, [first])
    return helper.make_model(made, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for mode in ("cubic", "linear"):
        model = graph(mode)
        onnx.checker.check_model(model)
        onnx.save(model, FOLDER / f"{mode}.onnx")


if __name__ == "__main__":
    main()
