"""Make the graph that finds how far every cell of a picture is from good parts: `python models/export/nearest.py`."""

from __future__ import annotations

from pathlib import Path

import onnx
from onnx import TensorProto, helper

FILE = Path(__file__).parents[1] / "graphs" / "reference" / "nearest.onnx"


def graph() -> onnx.ModelProto:
    """patches [C,P], scale [C], memory [C,M] times -2, squares [M] -> distances [P], squared, to the nearest of the M.

    |x - m|² = |x|² - 2 x·m + |m|², so that one matrix product does the work.
    """
    nodes = [
        helper.make_node("Transpose", ["patches"], ["cells"], perm=[1, 0]),
        helper.make_node("Mul", ["cells", "scale"], ["scaled"]),
        helper.make_node("ReduceSumSquare", ["scaled", "last"], ["own"], keepdims=0),
        helper.make_node("MatMul", ["scaled", "memory"], ["products"]),
        helper.make_node("Add", ["products", "squares"], ["sums"]),
        helper.make_node("ReduceMin", ["sums", "last"], ["least"], keepdims=0),
        helper.make_node("Add", ["least", "own"], ["differences"]),
        helper.make_node("Relu", ["differences"], ["distances"]),
    ]
    inputs = [
        helper.make_tensor_value_info("patches", TensorProto.FLOAT, ["channels", "places"]),
        helper.make_tensor_value_info("scale", TensorProto.FLOAT, ["channels"]),
        helper.make_tensor_value_info("memory", TensorProto.FLOAT, ["channels", "vectors"]),
        helper.make_tensor_value_info("squares", TensorProto.FLOAT, ["vectors"]),
    ]
    outputs = [helper.make_tensor_value_info("distances", TensorProto.FLOAT, ["places"])]
    last = helper.make_tensor("last", TensorProto.INT64, [1], [1])
    made = helper.make_graph(nodes, "nearest", inputs, outputs, [last])
    return helper.make_model(made, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)


def main() -> None:
    FILE.parent.mkdir(parents=True, exist_ok=True)
    model = graph()
    onnx.checker.check_model(model)
    onnx.save(model, FILE)


if __name__ == "__main__":
    main()
