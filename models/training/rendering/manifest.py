"""Renderings on disk: picture files, masks and the manifest that the `evaluate` command reads."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np

import vocabulary

from .scene import Rendering

TRAIN_SEEDS, HELD_OUT_SEEDS = range(1, 10**7 + 1), range(5 * 10**8, 6 * 10**8)
"""Training never draws from the held-out seeds."""


def split_of(seed: int) -> str:
    return "train" if seed in TRAIN_SEEDS else "held_out" if seed in HELD_OUT_SEEDS else "other"


def write_picture(path: Path, picture: np.ndarray, quality: int = 90) -> None:
    """Writes RGB uint8 as JPEG of `quality`, or as PNG, by the name's ending. Raises OSError when it cannot."""
    path.parent.mkdir(parents=True, exist_ok=True)
    settings = [cv2.IMWRITE_JPEG_QUALITY, quality] if path.suffix == ".jpg" else []
    done, data = cv2.imencode(path.suffix, picture[..., ::-1], settings)
    if not done:
        raise OSError(f"cannot encode {path}")
    path.write_bytes(data)


def write_mask(path: Path, mask: np.ndarray) -> None:
    """Writes a boolean mask as a 1-bit PNG, white on the defect."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _, data = cv2.imencode(".png", mask.astype(np.uint8) * 255, [cv2.IMWRITE_PNG_BILEVEL, 1])
    path.write_bytes(data)


def _identifier(terms, index: int) -> str | None:
    return terms[index].id if index >= 0 else None


def _box(mask: np.ndarray) -> list[int]:
    return [int(v) for v in cv2.boundingRect(mask.astype(np.uint8))]


def record(drawn: Rendering, seed: int, file: str, mask: str | None, reference: str | None = None) -> dict:
    """One manifest line. Lengths in pixels of the picture, boxes as [x, y, width, height], angle in degrees,
    contrast and texture_noise in grey levels; absent things are null."""
    from grammar import captions, sentence_ko

    label = vocabulary.CLASSES[drawn.defect]
    return {
        "file": file,
        "has_defect": drawn.defect > 0,
        "label": label.id,
        "label_en": label.en[0],
        "label_ko": label.ko[0],
        "mask": mask,
        "reference": reference,
        "boxes": [_box(drawn.mask)] if drawn.defect else [],
        "length_px": round(drawn.length_px, 2),
        "width_px": round(drawn.width_px, 2),
        "area_px": int(drawn.area_px),
        "angle_deg": round(drawn.angle_deg, 1),
        "material": vocabulary.MATERIALS[drawn.material].id,
        "place": _identifier(vocabulary.PLACES, drawn.place),
        "size": _identifier(vocabulary.SIZES, drawn.size),
        "lookalike": _identifier(vocabulary.LOOKALIKES, drawn.lookalike),
        "contrast": round(drawn.contrast, 2),
        "texture_noise": round(drawn.texture_noise, 2),
        "visible": drawn.visible,
        "captions": captions(drawn),
        "sentence_ko": sentence_ko(drawn),
        "seed": seed,
        "split": split_of(seed),
    }


def write_manifest(path: Path, records: list[dict]) -> None:
    """JSON Lines, UTF-8, one picture a line."""
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records), encoding="utf-8")
