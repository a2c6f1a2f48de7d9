"""Where a decoder looks as it chooses a token, in a graph of its own: the decoder with its cache, node for node, of which
only the cross-attention (Vaswani et al. 2017) goes out. The decoder's own graph cannot tell it besides: the runtime computes
every output, asked for or not."""

from __future__ import annotations

from dataclasses import dataclass

import onnx
from onnx import TensorProto, helper, utils
from torch import Tensor

from exporting.graph import Graph

OUTPUT = "attention"
"""[B,S,T]: of each token that was read, the shares of the T states that the next one was chosen by, as the mean over all
heads of all layers; each row sums to 1."""


def _shares(graph: onnx.GraphProto, key: str) -> str:
    """The softmax [B,heads,S,T] that a cross-attention's key ends in."""
    name = key
    while True:
        node = next(node for node in graph.node if name in node.input)
        name = node.output[0]
        if node.op_type == "Softmax":
            return name


def looking(decoder: onnx.ModelProto) -> onnx.ModelProto:
    """input_ids [B,S], past.*, cross.* of `decoder` -> attention; the last layer's cross.*.value is not asked for."""
    model = onnx.ModelProto()
    model.CopyFrom(decoder)
    graph = model.graph
    inputs = [value.name for value in graph.input]
    keys = [name for name in inputs if name.startswith("cross.") and name.endswith(".key")]
    graph.initializer.append(helper.make_tensor("heads.axis", TensorProto.INT64, [1], [1]))
    graph.node.extend([
        helper.make_node("Concat", [_shares(graph, key) for key in keys], ["heads"], axis=1),
        helper.make_node("ReduceMean", ["heads", "heads.axis"], [OUTPUT], keepdims=0),
    ])  # fmt: skip
    graph.output.append(helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, ["batch", "tokens", "states"]))
    last = keys[-1].replace(".key", ".value")
    return utils.Extractor(model).extract_model([name for name in inputs if name != last], [OUTPUT])


def queried(feed: dict[str, Tensor]) -> dict[str, Tensor]:
    """Of what a decoder reads, what its attention does: not the last layer's cross.*.value."""
    *_, last = (name for name in feed if name.startswith("cross.") and name.endswith(".value"))
    return {name: values for name, values in feed.items() if name != last}


@dataclass
class Looking(Graph):
    """Traced as the decoder it looks with."""

    def trace(self, optimize: bool) -> onnx.ModelProto:
        return looking(super().trace(optimize))
