"""Refuses graphs that do not compute what Hugging Face's own model computes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnxruntime
from torch import Tensor

Run = Callable[[str, dict[str, Tensor]], dict[str, np.ndarray]]
"""Runs the graph of that name on these inputs; its outputs by name."""

LIMIT = {"fp32": 1e-4, "fp16": 1e-2, "int8": 1e-1}
"""Largest error, as a share of the reference, both as Euclidean norms."""


class Comparison:
    """Collects the error of every graph."""

    def __init__(self) -> None:
        self.errors: dict[str, float] = {}
        self.largest: dict[str, float] = {}

    def add(self, graph: str, got: np.ndarray, wanted: Tensor) -> None:
        reference = wanted.detach().float().numpy()
        error = float(np.linalg.norm(got - reference) / max(np.linalg.norm(reference), 1e-12))
        if not np.isfinite(error) or got.shape != reference.shape:
            raise SystemExit(f"{graph}: values of shape {got.shape} instead of {reference.shape}, or none at all.")
        self.errors[graph] = max(error, self.errors.get(graph, 0.0))
        self.largest[graph] = max(float(np.abs(got - reference).max()), self.largest.get(graph, 0.0))

    def require(self, precision: str) -> None:
        """Raises where a graph is further from the reference than its precision explains."""
        for graph, error in self.errors.items():
            print(f"{graph} {precision}: error {error:.1e} of the reference, largest difference "
                  f"{self.largest[graph]:.1e}", flush=True)  # fmt: skip
            if error > LIMIT[precision]:
                raise SystemExit(f"{graph} {precision} differs from Hugging Face's model; nothing is kept.")


def runner(paths: dict[str, Path]) -> Run:
    """Runs the graphs in these files."""
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    sessions = {}

    def run(name: str, feed: dict[str, Tensor]) -> dict[str, np.ndarray]:
        if name not in sessions:
            sessions[name] = onnxruntime.InferenceSession(str(paths[name]), options, providers=["CPUExecutionProvider"])
        outputs = sessions[name].run(None, {key: value.numpy() for key, value in feed.items()})
        return dict(zip((output.name for output in sessions[name].get_outputs()), outputs, strict=True))

    return run
