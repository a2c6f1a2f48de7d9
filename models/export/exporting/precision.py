"""Graphs in half precision and in integers, from those in single precision."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import onnx
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers.float16 import convert_float_to_float16

from exporting.graph import save

SUFFIX = {"fp32": "", "fp16": "_fp16", "int8": "_int8"}


def keep_angles(model: onnx.ModelProto) -> list[str]:
    """Names of the nodes that waves are computed by, back to whole numbers, which half precision would spoil. It is told
    what comes out of them, so that a cast follows."""
    makers = {name: node for node in model.graph.node for name in node.output}
    left = [node for node in model.graph.node if node.op_type in ("Sin", "Cos")]
    for node in left:
        model.graph.value_info.append(onnx.helper.make_tensor_value_info(node.output[0], onnx.TensorProto.FLOAT, None))
    found: list[str] = []
    while left:
        node = left.pop()
        found.append(node.name)
        left += [makers[name] for name in node.input if name in makers and node.op_type != "Cast"]
    return found


def halve(single: Path, half: Path) -> None:
    """Weights and arithmetic in half precision; inputs and outputs stay single, so that callers need not know."""
    model = onnx.load(single)
    kept = keep_angles(model)
    save(convert_float_to_float16(model, keep_io_types=True, disable_shape_infer=True, node_block_list=kept), half)


def untie(model: onnx.ModelProto) -> None:
    """Gives each matrix product its own copy of a weight that other nodes read, too: the quantiser turns it over."""
    weights = {tensor.name: tensor for tensor in model.graph.initializer}
    readers = Counter(name for node in model.graph.node for name in node.input if name in weights)
    for node in model.graph.node:
        if node.op_type == "Gemm" and readers[node.input[1]] > 1:
            copy = model.graph.initializer.add()
            copy.CopyFrom(weights[node.input[1]])
            copy.name = f"{node.input[1]}:{node.name}"
            node.input[1] = copy.name


def quantise(single: Path, integers: Path) -> None:
    """Matrices as integers with one scale a column; the range of the other factor is taken at each run."""
    model = onnx.load(single)
    untie(model)
    with TemporaryDirectory() as room:
        source, target = Path(room) / single.name, Path(room) / integers.name
        save(model, source)
        quantize_dynamic(source, target, op_types_to_quantize=["MatMul", "Gemm"], per_channel=True,
                         weight_type=QuantType.QInt8, extra_options={"MatMulConstBOnly": True})  # fmt: skip
        save(onnx.load(target), integers)
