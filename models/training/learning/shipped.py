"""The weights of a shipped starter, read back from its graphs into the modules they were exported from."""

from __future__ import annotations

from pathlib import Path

import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn

from learning.package import STARTER


def weights(path: Path) -> dict[str, Tensor]:
    """By their names in PyTorch. The exporter turned the matrices over and gave them numbers: they are told by the bias
    that is added to their product."""
    graph = onnx.load(path).graph
    found = {tensor.name: torch.from_numpy(numpy_helper.to_array(tensor).copy()) for tensor in graph.initializer}
    made = {output: node for node in graph.node for output in node.output}
    for node in graph.node:
        for bias, product in (node.input, reversed(node.input)) if node.op_type == "Add" else ():
            if bias.endswith(".bias") and bias in found and product in made and made[product].op_type == "MatMul":
                found[f"{bias.removesuffix('bias')}weight"] = found[made[product].input[1]].T.contiguous()
    return found


def starter(family: str, graph: str) -> dict[str, Tensor]:
    return weights(STARTER / family / "onnx" / f"{graph}.onnx")


def fill(module: nn.Module, state: dict[str, Tensor], prefix: str) -> None:
    """Gives `module` what begins with `prefix`; whatever it lacks ends the program."""
    own = {name.removeprefix(prefix): tensor for name, tensor in state.items() if name.startswith(prefix)}
    wanted = dict(module.named_parameters())
    if missing := wanted.keys() - own.keys():
        raise SystemExit(f"The graph does not have {sorted(missing)}.")
    module.load_state_dict({name: own[name] for name in wanted}, strict=False)
