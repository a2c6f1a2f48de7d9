"""A graph without weights: every weight of the checkpoint is a name and a shape, to be bound to the user's file."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import onnx
from torch import nn

from exporting.graph import Graph
from exporting.parity import Comparison, Run, runner

PLACEHOLDER = "checkpoint"
LARGEST_CONSTANT = 1 << 16
"""Bytes: the largest value that may stay in the graph."""


@dataclass
class Family:
    """What checkpoints of one architecture have in common, and in what they may differ."""

    name: str
    """As the pack calls it."""
    config: tuple[str, ...]
    """What changes the graph without changing the shape of a weight."""
    equal: dict[str, tuple] = field(default_factory=dict)
    """Values of such a setting that mean the same graph."""
    free: dict[str, int] = field(default_factory=dict)
    """Weights of which one dimension is the checkpoint's."""
    aliases: dict[str, list[str]] = field(default_factory=dict)
    """Names of a weight in checkpoints that share it with others."""
    derived: dict[str, str] = field(default_factory=dict)
    """Weights a checkpoint may leave out, and the formula they follow from."""


def tied_names(model: nn.Module) -> dict[str, list[str]]:
    """Each name of the state dict with the other names of the same tensor."""
    groups: dict[tuple, list[str]] = {}
    for name, tensor in model.state_dict(keep_vars=True).items():
        groups.setdefault((tensor.data_ptr(), tensor.shape), []).append(name)
    return {name: [other for other in group if other != name] for group in groups.values() for name in group}


def take_weights_out(proto: onnx.ModelProto, model: nn.Module, free: dict[str, int]) -> list[str]:
    """Turns weights into external data of no file; returns their names."""
    weights, names = model.state_dict(), []
    for tensor in proto.graph.initializer:
        if tensor.name not in weights:
            if len(tensor.raw_data) > LARGEST_CONSTANT:
                raise SystemExit(f"{tensor.name}: {len(tensor.raw_data)} bytes that are not in the checkpoint.")
            continue
        if list(tensor.dims) != list(weights[tensor.name].shape):
            raise SystemExit(f"{tensor.name}: the exporter changed the shape of this weight.")
        tensor.ClearField("raw_data")
        tensor.data_location = onnx.TensorProto.EXTERNAL
        del tensor.external_data[:]
        tensor.external_data.add(key="location", value=PLACEHOLDER)
        if tensor.name in free:
            tensor.dims[free[tensor.name]] = 0
        names.append(tensor.name)
    return names


def free_vocabulary(proto: onnx.ModelProto) -> None:
    """The logits are as many as the checkpoint has pieces."""
    for value in proto.graph.output:
        if value.name == "logits":
            value.type.tensor_type.shape.dim[1].dim_param = "vocabulary"


def lookup(config: dict, dotted: str) -> object:
    for part in dotted.split("."):
        config = config[part]
    return config


def write(folder: Path, family: Family, model: nn.Module, graphs: list[Graph],
          compare: Callable[[nn.Module, Run], Comparison]) -> None:  # fmt: skip
    """`folder`: one .onnx a graph, and graph.json, which tells of which checkpoints they are the graphs. Nothing is
    written unless the graphs, with the model's weights still in them, compute what the model computes."""
    protos = {graph.name: graph.trace(optimize=False) for graph in graphs}
    with TemporaryDirectory() as whole:
        paths = {name: Path(whole) / f"{name}.onnx" for name in protos}
        for name, proto in protos.items():
            onnx.save(proto, paths[name])
        compare(model, runner(paths)).require("fp32")
    folder.mkdir(parents=True, exist_ok=True)
    tied, aliases = tied_names(model), {}
    for graph in graphs:
        proto = protos[graph.name]
        names = take_weights_out(proto, model, family.free)
        free_vocabulary(proto)
        for name in names:
            others = [*tied[name], *(other for other in family.aliases.get(name, []) if other not in tied[name])]
            aliases |= {name: others} if others else {}
        path = folder / f"{graph.name}.onnx"
        path.write_bytes(proto.SerializeToString(deterministic=True))
        print(f"{path}: {len(names)} weights named, {path.stat().st_size / 1e3:.0f} kB", flush=True)
    own, usual = model.config.to_dict(), type(model.config)().to_dict()
    settings = {}
    for key in family.config:
        value = lookup(own, key)
        same = family.equal.get(key, ())
        settings[key] = {"value": list(same) if value in same else value, "default": lookup(usual, key)}
    content = {"family": family.name, "graphs": [graph.name for graph in graphs], "config": settings,
               "aliases": aliases, "derived": family.derived}  # fmt: skip
    (folder / "graph.json").write_text(json.dumps(content, indent=1) + "\n")
