"""Lets one graph take its weights out of another graph's file, so that none is shipped twice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import onnx

LEAST = 1024
"""Bytes: smaller values stand in the graph itself."""
LARGEST = 1 << 16
"""Bytes: a larger value that is no weight of the other graph is a mistake."""
STEP = 4
"""Places of single-precision values are multiples of it."""
FILLED = 2
"""Bytes of a doc_string besides its text."""


def _large(model: onnx.ModelProto) -> list[onnx.TensorProto]:
    return [tensor for tensor in model.graph.initializer if len(tensor.raw_data) >= LEAST]


def align(path: Path) -> bytes:
    """The graph's file with each large weight at a multiple of four: what stands before one gets an empty remark of the
    length that is missing. Nothing else changes, and a file that is aligned stays as it is."""
    model = onnx.load(path)
    before: onnx.NodeProto | onnx.TensorProto = model.graph.node[-1]
    for tensor in model.graph.initializer:
        if len(tensor.raw_data) >= LEAST:
            missing = -model.SerializeToString().index(tensor.raw_data) % STEP
            if missing:
                before.doc_string = " " * ((missing - FILLED) % STEP or STEP)
        before = tensor
    data = model.SerializeToString()
    if any(data.index(tensor.raw_data) % STEP for tensor in _large(model)):
        raise SystemExit(f"{path.name} could not be aligned.")
    path.write_bytes(data)
    return data


def point(model: onnx.ModelProto, data: bytes, location: str) -> None:
    """Takes out of `model` the large weights that stand in `data`, the content of the file `location` beside it."""
    for tensor in _large(model):
        offset, length = data.find(tensor.raw_data), len(tensor.raw_data)
        if offset < 0 and length > LARGEST:
            raise SystemExit(f"{tensor.name} does not stand in {location}.")
        if offset < 0:
            continue
        tensor.ClearField("raw_data")
        tensor.data_location = onnx.TensorProto.EXTERNAL
        for key, value in (("location", location), ("offset", offset), ("length", length)):
            tensor.external_data.add(key=key, value=str(value))


def write_beside(folder: Path, own: str, other: str, made: Callable[[onnx.ModelProto], onnx.ModelProto]) -> None:
    """Write `own`, made of the graph `other`, with its large weights in that one's file. Both relative to `folder`."""
    data = align(folder / other)
    model = made(onnx.load(folder / other))
    point(model, data, Path(other).name)
    (folder / own).write_bytes(model.SerializeToString(deterministic=True))
