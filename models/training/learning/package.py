"""Writes the folder of a shipped model around its graphs: configuration, tokenizer, manifest with goldens."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from learning import pieces
from learning.batches import MEAN, STD
from learning.tower import SIDE

STARTER = Path(__file__).parents[2] / "starter"


def write_json(path: Path, content: dict) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def preprocessor(processor: str) -> dict:
    """The whole picture is squeezed to a square: a centre crop would lose defects at the edge."""
    return {
        "image_processor_type": processor, "do_resize": True, "size": {"height": SIDE, "width": SIDE}, "resample": 3,
        "do_center_crop": False, "do_rescale": True, "rescale_factor": 1 / 255, "do_normalize": True,
        "image_mean": [MEAN] * 3, "image_std": [STD] * 3, "do_convert_rgb": True,
    }


def _golden(formula) -> Tensor:
    c, y, x = np.meshgrid(np.arange(3), np.arange(SIDE), np.arange(SIDE), indexing="ij")
    return torch.from_numpy(formula(c, y, x).astype(np.float32))[None]


def _ramp(c, y, x):
    return ((x * 3 + y * 5 + c * 7) % 17) / 8 - 1


def _marked(c, y, x):
    slope = (x + 2 * y) / (8 * SIDE) + c / 16
    disc = (4 * x - 3 * SIDE) ** 2 + (4 * y - SIDE) ** 2 < (SIDE / 3) ** 2
    bar = (10 * x > 3 * SIDE) & (10 * x < 7 * SIDE) & (abs(x - y) <= 2)
    return np.where(bar, -0.875, np.where(disc, 0.875, slope))


GOLDEN_PICTURES = {"ramp": _golden(_ramp), "marked": _golden(_marked)}
"""[1,3,224,224] float32, made by the formulas of `lib/engine/golden-pictures.ts`."""


def _file(folder: Path, path: Path) -> dict:
    data = path.read_bytes()
    return {"path": path.relative_to(folder).as_posix(), "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def files(folder: Path, weights: dict[str, list[str]] | None = None) -> list[dict]:
    """What model.json lists. `weights`: of a graph whose weights lie in other files, those."""
    found = [*sorted(folder.glob("onnx/*.onnx")), *sorted(p for p in folder.glob("*.json") if p.name != "model.json")]
    listed = [_file(folder, path) for path in found]
    return [one | {"weights": weights[one["path"]]} if weights and one["path"] in weights else one for one in listed]


def finish(folder: Path, family: str, languages: list[str], precision: str, goldens: list[dict], **more) -> None:
    """Write tokenizer.json and model.json; every other file of the folder must stand already."""
    (folder / "tokenizer.json").write_bytes(pieces.FILE.read_bytes())
    write_json(folder / "model.json", {
        "id": f"starter-{family}", "family": family, "revision": date.today().isoformat(), "license": "Apache-2.0",
        "languages": languages, "precision": precision, **more, "files": files(folder),
        "goldens": goldens,
    })


def amend(folder: Path, kind: str, goldens: Callable[[list[dict]], list[dict]], weights: dict[str, list[str]] | None = None) -> None:
    """List the files of `folder` anew in its model.json, and its goldens of `kind`, made of the others.

    `weights`: of graphs whose weights lie in other files, those, beside the ones that model.json tells of.
    """
    described = json.loads((folder / "model.json").read_text("utf-8"))
    others = [one for one in described["goldens"] if one["kind"] != kind]
    told = {one["path"]: one["weights"] for one in described["files"] if "weights" in one}
    write_json(folder / "model.json",
               described | {"goldens": others + goldens(others), "files": files(folder, told | (weights or {}))})
