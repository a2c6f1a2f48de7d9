"""Writes ONNX graphs and refuses those that do not compute what PyTorch does."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import onnx.numpy_helper
import onnxruntime
import torch
from torch import Tensor, nn

OPSET = 20
TOLERANCE = 1e-3
"""Largest difference allowed, as a share of the largest reference value."""


def session(path: Path, threads: int = 1) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def export(module: nn.Module, inputs: tuple, path: Path, names: list[str], results: list[str], dynamic: tuple) -> None:
    """`inputs` may hold lists of tensors, named flat by `names`; `dynamic` has the shape of `inputs`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with torch.no_grad():
        torch.onnx.export(module.eval(), inputs, str(path), input_names=names, output_names=results,
                          dynamic_shapes=dynamic, dynamo=True, opset_version=OPSET, external_data=False, verbose=False)
    without_traces(path)


def without_traces(path: Path) -> None:
    """Take out the exporter's stack traces: they fill a tenth of the file with paths of the machine that wrote it."""
    model = onnx.load(path)
    graph = model.graph
    for entry in (model, graph, *graph.node, *graph.initializer, *graph.input, *graph.output, *graph.value_info):
        entry.ClearField("metadata_props")
        entry.ClearField("doc_string")
    onnx.save(model, path)


def difference(path: Path, feed: dict[str, Tensor], expected: list[Tensor]) -> float:
    """Largest absolute difference of the graph's outputs from `expected`; raises when it is too large."""
    got = session(path).run(None, {k: v.numpy() for k, v in feed.items()})
    worst = 0.0
    for mine, its in zip(got, expected, strict=True):
        reference = its.detach().numpy()
        gap = float(np.abs(mine - reference).max()) if reference.size else 0.0
        if gap > TOLERANCE * max(1.0, float(np.abs(reference).max(initial=0.0))):
            raise SystemExit(f"{path.name} differs from PyTorch by {gap:.2e}; it was not kept.")
        worst = max(worst, gap)
    print(f"{path.name}: {path.stat().st_size / 1e6:.2f} MB, differs from PyTorch by at most {worst:.1e}", flush=True)
    return worst


def free_batch(path: Path, prefix: str) -> None:
    """Let the first dimension of the inputs named so be 1 or the batch: matrix products broadcast it, but
    torch.export fixes a dimension of 1."""
    model = onnx.load(path)
    for value in model.graph.input:
        if value.name.startswith(prefix):
            value.type.tensor_type.shape.dim[0].dim_param = f"{prefix}_batch"
    onnx.save(model, path)


def halve_weights(path: Path, least: int = 64) -> None:
    """Keep weights of at least `least` values in half precision and widen them as the graph is loaded: half the file, and the
    same computation in single precision."""
    model = onnx.load(path)
    graph, casts = model.graph, []
    for index, tensor in enumerate(graph.initializer):
        values = onnx.numpy_helper.to_array(tensor)
        if values.dtype != np.float32 or values.size < least:
            continue
        name = tensor.name
        graph.initializer[index].CopyFrom(onnx.numpy_helper.from_array(values.astype(np.float16), f"{name}.half"))
        casts.append(onnx.helper.make_node("Cast", [f"{name}.half"], [name], to=onnx.TensorProto.FLOAT))
    nodes = [*casts, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)
    onnx.save(model, path)
