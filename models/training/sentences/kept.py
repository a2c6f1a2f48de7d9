"""The translator's kept weights, and how a model with another vocabulary begins with them."""

from __future__ import annotations

import torch
from tokenizers import Tokenizer
from torch import Tensor
from transformers import MarianMTModel

from learning.keeping import FOLDER, keep, kept

NAME = "marian"
VOCABULARY = FOLDER / "marian.tokenizer.json"
"""Whose pieces the kept embeddings stand for."""
EMBEDDING = "model.shared.weight"
_OF_VOCABULARY = ("lm_head.weight", "final_logits_bias", "embed_tokens.weight")


def keep_translator(state: dict[str, Tensor], tokenizer: Tokenizer) -> None:
    """Keep a model's weights and its vocabulary; the embedding, which both sides and the output share, once."""
    tokenizer.save(str(VOCABULARY))
    keep(NAME, {key: value for key, value in state.items() if not key.endswith(_OF_VOCABULARY)})


def begin_with_kept(model: MarianMTModel, tokenizer: Tokenizer) -> None:
    """Give `model` the kept weights. A piece of `tokenizer` that they do not know keeps its random embedding."""
    state = kept(NAME)
    known, embedding = Tokenizer.from_file(str(VOCABULARY)).get_vocab(), model.get_input_embeddings().weight.detach().clone()
    for piece, row in tokenizer.get_vocab().items():
        if piece in known:
            embedding[row] = state[EMBEDDING][known[piece]]
    missing, unexpected = model.load_state_dict({**state, EMBEDDING: embedding}, strict=False)
    if unexpected or any(not key.endswith(_OF_VOCABULARY) for key in missing):
        raise SystemExit(f"The kept weights are those of another shape: {[*missing, *unexpected]}")
    with torch.no_grad():
        model.tie_weights()
