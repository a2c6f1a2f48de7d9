"""Half-precision weights kept in the repository, from which training and export can go on elsewhere."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

FOLDER = Path(__file__).parents[1] / "checkpoints"


def keep(name: str, state: dict[str, Tensor]) -> None:
    FOLDER.mkdir(exist_ok=True)
    halved = {k: (v.half() if v.is_floating_point() else v).contiguous().clone() for k, v in state.items()}
    save_file(halved, FOLDER / f"{name}.safetensors")


def kept(name: str) -> dict[str, Tensor]:
    path = FOLDER / f"{name}.safetensors"
    if not path.exists():
        raise SystemExit(f"Neither a run nor kept weights of '{name}' are there: train it first (models/training/README.md).")
    return {k: v.float() if v.is_floating_point() else v for k, v in load_file(path).items()}


def newest(name: str, run: Path, part: str) -> dict[str, Tensor]:
    """The weights of the run in `run` where there is one, else the kept ones."""
    return torch.load(run, weights_only=True)[part] if run.exists() else kept(name)
