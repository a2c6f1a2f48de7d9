"""How the members of CLIP's family read a text."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from tokenizers import Tokenizer
from transformers import AutoTokenizer, PretrainedConfig


def reader(folder: Path, config: PretrainedConfig) -> Callable[[str], list[int]]:
    """Token ids of a text, special tokens and filling included."""
    if config.model_type == "siglip":
        return sigmoid_reader(folder, config.text_config.max_position_embeddings)
    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    return lambda text: tokenizer(text).input_ids


def sigmoid_reader(folder: Path, length: int) -> Callable[[str], list[int]]:
    """Lower case, filled up to one length (Tschannen et al. 2025). The tokenizer of the official repositories leaves both
    to its callers: its class is that of a language model."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    pad = (tokenizer.padding or {}).get("pad_id")
    if pad is None:
        name = json.loads((folder / "tokenizer_config.json").read_text())["pad_token"]
        pad = tokenizer.token_to_id(name["content"] if isinstance(name, dict) else name)
    tokenizer.enable_truncation(length)
    tokenizer.enable_padding(length=length, pad_id=pad)
    return lambda text: tokenizer.encode(text.lower()).ids
