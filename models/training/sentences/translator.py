"""Greedy translation through exported graphs with onnxruntime: the reference for goldens and scores."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

LONGEST = 128


class Translator:
    """A model folder: tokenizer.json, config.json, onnx/encoder_model.onnx, onnx/decoder_model.onnx."""

    def __init__(self, folder: Path, threads: int = 1):
        config = json.loads((folder / "config.json").read_text())
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.start, self.end = config["decoder_start_token_id"], config["eos_token_id"]
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        self.encoder, self.decoder = (
            onnxruntime.InferenceSession(folder / f"onnx/{part}_model.onnx", options)
            for part in ("encoder", "decoder"))
        heads = config["decoder_attention_heads"]
        names = [i.name for i in self.decoder.get_inputs() if i.name.startswith("past.")]
        self.empty = {name: np.zeros((1, heads, 0, config["d_model"] // heads), np.float32) for name in names}
        self.cross = [output.name for output in self.encoder.get_outputs()]

    def ids(self, text: str) -> list[int]:
        return self.tokenizer.encode(text).ids

    def token_ids(self, text: str) -> list[int]:
        """Greedy ids of the translation, the end included."""
        source = np.array([self.ids(text)], np.int64)
        cross = dict(zip(self.cross, self.encoder.run(None, {"input_ids": source})))
        past, last, found = self.empty, self.start, []
        while len(found) < LONGEST and last != self.end:
            logits, *present = self.decoder.run(None, {"input_ids": np.array([[last]]), **past, **cross})
            past = dict(zip(past, present))
            last = int(logits[0].argmax())
            found.append(last)
        return found

    def translate(self, text: str) -> str:
        return self.tokenizer.decode(self.token_ids(text))
