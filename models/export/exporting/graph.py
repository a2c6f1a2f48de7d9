"""One graph of a model: what is traced, and how its inputs and outputs are called."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import onnx
import torch
from torch import nn

OPSET = 20


@dataclass
class Graph:
    name: str
    module: nn.Module
    inputs: tuple
    """May hold lists of tensors; `input_names` names them flat."""
    input_names: list[str]
    output_names: list[str]
    free: tuple
    """Which dimensions are free, in the shape of `inputs`."""
    free_batch: str = ""
    """Inputs named so may have a batch of 1 or of the others: matrix products broadcast it, but torch.export fixes 1."""

    def trace(self, optimize: bool) -> onnx.ModelProto:
        """Without `optimize` every weight stands in it as it stands in the checkpoint, transposes are nodes."""
        with torch.no_grad():
            program = torch.onnx.export(
                self.module.eval(), self.inputs, None, input_names=self.input_names, output_names=self.output_names,
                dynamic_shapes=self.free, dynamo=True, opset_version=OPSET, optimize=optimize, verbose=False,
            )  # fmt: skip
        model = program.model_proto
        self._tidy(model)
        return model

    def _tidy(self, model: onnx.ModelProto) -> None:
        """Takes out what the exporter notes for people, and frees the batch."""
        graph = model.graph
        del graph.value_info[:]
        del graph.metadata_props[:]
        del model.metadata_props[:]
        for node in graph.node:
            node.ClearField("doc_string")
            del node.metadata_props[:]
        for value in (*graph.input, *graph.output):
            del value.metadata_props[:]
            if self.free_batch and value.name.startswith(self.free_batch):
                value.type.tensor_type.shape.dim[0].dim_param = "cross_batch"


def save(model: onnx.ModelProto, path: Path) -> None:
    """Weights inside, or beside it in one file where a protobuf could not hold them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".onnx_data")
    beside.unlink(missing_ok=True)
    large = sum(len(tensor.raw_data) for tensor in model.graph.initializer) > 1.9e9
    onnx.save(model, path, save_as_external_data=large, location=beside.name, size_threshold=1024)
