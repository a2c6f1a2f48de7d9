"""Runs the exported graphs over pools, the way the product does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from learning import graphs, pieces
from learning.batches import normalise
from learning.captioner import HEADS, HEAD_WIDTH, LAYERS
from learning.pictures import Pool


def unit(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)


def _pixels(pool: Pool, count: int, batch: int) -> Iterator[np.ndarray]:
    for start in range(0, count, batch):
        yield normalise(pool.pictures(range(start, min(count, start + batch)))).numpy()


class Clip:
    def __init__(self, folder: Path):
        self.vision = graphs.session(folder / "onnx" / "vision_model.onnx")
        self.text = graphs.session(folder / "onnx" / "text_model.onnx")
        self.tokenizer = pieces.load()

    def images(self, pool: Pool, count: int) -> np.ndarray:
        """Unit vectors [count,256]."""
        return unit(np.concatenate([self.vision.run(None, {"pixel_values": p})[0] for p in _pixels(pool, count, 16)]))

    def texts(self, texts: list[str]) -> np.ndarray:
        """Unit vectors [K,256]."""
        return unit(self.text.run(None, {"input_ids": pieces.encode(self.tokenizer, texts).numpy()})[0])

    def labels(self, texts: list[list[str]]) -> np.ndarray:
        """One unit vector a label: the mean over its texts on the sphere."""
        return unit(np.stack([self.texts(some).mean(0) for some in texts]))


class Blip:
    def __init__(self, folder: Path):
        self.vision = graphs.session(folder / "onnx" / "vision_model.onnx")
        self.decoder = graphs.session(folder / "onnx" / "decoder_model.onnx")
        self.tokenizer = pieces.load()
        names = [i.name for i in self.decoder.get_inputs()]
        self.past = [n for n in names if n.startswith("past.")]
        self.cross = [n for n in names if n.startswith("cross.")]

    def captions(self, pool: Pool, count: int, longest: int = 30) -> list[str]:
        """Greedy captions."""
        return [text for p in _pixels(pool, count, 50) for text in self._greedy(p, longest)]

    def _greedy(self, pixels: np.ndarray, longest: int) -> list[str]:
        cross = dict(zip(self.cross, self.vision.run(None, {"pixel_values": pixels})))
        past = [np.zeros((len(pixels), HEADS, 0, HEAD_WIDTH), np.float32)] * (2 * LAYERS)
        ids = np.full((len(pixels), 1), pieces.START)
        while ids.shape[1] < longest and not (ids == pieces.END).any(1).all():
            feed = {"input_ids": ids[:, -1:], **dict(zip(self.past, past)), **cross}
            logits, *past = self.decoder.run(None, feed)
            ids = np.concatenate([ids, logits.argmax(1)[:, None]], 1)
        rows = ids[:, 1:].tolist()
        return [self.tokenizer.decode(r[: r.index(pieces.END)] if pieces.END in r else r) for r in rows]
