"""Graphs in half precision and in integers, from those in single precision."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import onnx
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers.float16 import convert_float_to_float16

from exporting.graph import save

SUFFIX = {"fp32": "", "fp16": "_fp16", "int8": "_int8"}


def halve(single: Path, half: Path) -> None:
    """Weights and arithmetic in half precision; inputs and outputs stay single, so that callers need not know."""
    model = onnx.load(single)
    save(convert_float_to_float16(model, keep_io_types=True, disable_shape_infer=True), half)


def quantise(single: Path, integers: Path) -> None:
    """Matrices as integers with one scale a column; the range of the other factor is taken at each run."""
    integers.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as room:
        target = Path(room) / integers.name
        quantize_dynamic(single, target, op_types_to_quantize=["MatMul", "Gemm"], per_channel=True,
                         weight_type=QuantType.QInt8, extra_options={"MatMulConstBOnly": True})  # fmt: skip
        save(onnx.load(target), integers)
