"""The small Marian encoder–decoder and its batches."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import torch
from tokenizers import Tokenizer
from transformers import MarianConfig, MarianMTModel

from marian_grammar import training_pair
from sentences.tokenizer import END, PAD

POOL = 2048
"""Pairs drawn at once and sorted by length, so that a batch holds sentences of about one length."""


def new_model(tokenizer: Tokenizer) -> MarianMTModel:
    """Random weights: 3 + 2 layers of 192 channels, 6 heads, one embedding for both languages and the output."""
    pad, end = tokenizer.token_to_id(PAD), tokenizer.token_to_id(END)
    size = tokenizer.get_vocab_size()
    return MarianMTModel(MarianConfig(
        vocab_size=size, decoder_vocab_size=size, d_model=192,
        encoder_layers=3, decoder_layers=2, encoder_attention_heads=6, decoder_attention_heads=6,
        encoder_ffn_dim=768, decoder_ffn_dim=768, max_position_embeddings=256,
        scale_embedding=True, activation_function="relu", static_position_embeddings=True,
        share_encoder_decoder_embeddings=True, tie_word_embeddings=True, dropout=0.05,
        pad_token_id=pad, decoder_start_token_id=pad, eos_token_id=end, forced_eos_token_id=end,
    ))


def padded(ids: list[list[int]], value: int) -> torch.Tensor:
    """`ids` as one int64 tensor [batch, longest], filled with `value` on the right."""
    longest = max(map(len, ids))
    return torch.tensor([row + [value] * (longest - len(row)) for row in ids])


def batches(rng: Random, tokenizer: Tokenizer, size: int) -> Iterator[dict[str, torch.Tensor]]:
    """Training batches without end: input_ids, attention_mask, labels (-100 where nothing is predicted)."""
    pad = tokenizer.token_to_id(PAD)
    while True:
        pool = [training_pair(rng) for _ in range(POOL)]
        sources = [e.ids for e in tokenizer.encode_batch([p.en for p in pool])]
        targets = [e.ids for e in tokenizer.encode_batch([p.ko for p in pool])]
        order = sorted(range(POOL), key=lambda i: (len(targets[i]), len(sources[i])))
        chunks = [order[i : i + size] for i in range(0, POOL, size)]
        rng.shuffle(chunks)
        for chunk in chunks:
            source = padded([sources[i] for i in chunk], pad)
            yield {
                "input_ids": source,
                "attention_mask": (source != pad).long(),
                "labels": padded([targets[i] for i in chunk], -100),
            }
