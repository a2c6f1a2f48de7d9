"""starter-blip's text side: a Hugging Face BLIP text decoder over what the image tower saw."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from transformers import BlipTextConfig
from transformers.models.blip.modeling_blip_text import BlipTextLMHeadModel

from learning.pieces import END, LONGEST, PAD, PIECES, START
from learning.tower import CLASSES, GRID

WIDTH, LAYERS, HEADS = 192, 2, 4
HEAD_WIDTH = WIDTH // HEADS
FREQUENCIES = 8


def grid_code() -> Tensor:
    """[196, 32]: sines and cosines of every cell's row and column (Vaswani et al. 2017, in two dimensions)."""
    at = (torch.arange(GRID) + 0.5) / GRID
    phase = at[:, None] * math.pi * 2.0 ** torch.linspace(-1, 3, FREQUENCIES)
    line = torch.cat([phase.sin(), phase.cos()], 1)
    rows, columns = line[:, None].expand(-1, GRID, -1), line[None].expand(GRID, -1, -1)
    return torch.cat([rows, columns], 2).flatten(0, 1)


class Memory(nn.Module):
    """pooled [B,F], cells [B,196,G] -> [B,197,192]: one token for the whole picture, then every cell with its place.

    Without explicit positions the decoder has to guess the place words from what padding left in the features.
    The first token also tells where the tower saw a defect, as the mean position under a softmax (Levine et al.
    2016) and under the cells' own odds, and how many cells each class covers.
    """

    def __init__(self, pooled_width: int, cells_width: int):
        super().__init__()
        code = grid_code()
        self.register_buffer("code", code, persistent=False)
        self.whole_norm = nn.LayerNorm(pooled_width)
        self.whole = nn.Linear(pooled_width + 2 * code.shape[1] + CLASSES - 1, WIDTH)
        self.part_norm = nn.LayerNorm(cells_width)
        self.part = nn.Linear(cells_width, WIDTH)
        self.place = nn.Linear(code.shape[1], WIDTH)
        self.norm = nn.LayerNorm(WIDTH)

    def _where(self, cells: Tensor) -> Tensor:
        odds = cells[..., 1 - CLASSES :]
        strongest = odds.amax(2)
        covered = strongest.sigmoid() + 1e-4
        peak = strongest.softmax(1) @ self.code
        middle = (covered / covered.sum(1, keepdim=True)) @ self.code
        return torch.cat([peak, middle, odds.sigmoid().sum(1).log1p()], 1)

    def forward(self, pooled: Tensor, cells: Tensor) -> Tensor:
        whole = self.whole(torch.cat([self.whole_norm(pooled), self._where(cells)], 1))
        parts = self.part(self.part_norm(cells)) + self.place(self.code)
        return self.norm(torch.cat([whole[:, None], parts], 1))


def split_heads(x: Tensor) -> Tensor:
    """[B,S,192] -> [B,4,S,48]"""
    return x.view(x.shape[0], x.shape[1], HEADS, HEAD_WIDTH).transpose(1, 2)


class Captioner(nn.Module):
    def __init__(self, pooled_width: int, cells_width: int):
        super().__init__()
        self.memory = Memory(pooled_width, cells_width)
        self.config = BlipTextConfig(
            vocab_size=PIECES, hidden_size=WIDTH, encoder_hidden_size=WIDTH, intermediate_size=2 * WIDTH,
            num_hidden_layers=LAYERS, num_attention_heads=HEADS, max_position_embeddings=LONGEST, is_decoder=True,
            pad_token_id=PAD, bos_token_id=START, eos_token_id=END, sep_token_id=END,
            hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
        )
        self.decoder = BlipTextLMHeadModel(self.config)

    def forward(self, ids: Tensor, pooled: Tensor, cells: Tensor) -> Tensor:
        """Teacher forcing: ids [B,S] -> logits [B,S,V] of the token after each."""
        return self.decoder(input_ids=ids, attention_mask=torch.ones_like(ids), is_decoder=True, use_cache=False,
                            encoder_hidden_states=self.memory(pooled, cells)).logits


class CrossKeys(nn.Module):
    """Memory [B,N,192] -> key and value [B,4,N,48] of every decoder layer, in turn."""

    def __init__(self, captioner: Captioner):
        super().__init__()
        self.layers = captioner.decoder.bert.encoder.layer

    def forward(self, memory: Tensor) -> tuple[Tensor, ...]:
        made = []
        for layer in self.layers:
            made += [split_heads(layer.crossattention.self.key(memory)), split_heads(layer.crossattention.self.value(memory))]
        return tuple(made)


class Step(nn.Module):
    """One decoding step over S new tokens behind P cached ones; cross keys of batch 1 serve all beams."""

    def __init__(self, captioner: Captioner):
        super().__init__()
        self.decoder = captioner.decoder

    @staticmethod
    def _attend(query: Tensor, key: Tensor, value: Tensor, mask: Tensor | float) -> Tensor:
        weights = torch.softmax(split_heads(query) @ key.transpose(2, 3) / math.sqrt(HEAD_WIDTH) + mask, -1)
        return (weights @ value).transpose(1, 2).reshape(query.shape)

    def forward(self, input_ids: Tensor, past: list[Tensor], cross: list[Tensor]) -> tuple[Tensor, ...]:
        """input_ids [B,S], past and cross: key, value of every layer -> logits [B,V] of the last token, present."""
        bert, before, count = self.decoder.bert, past[0].shape[2], input_ids.shape[1]
        at = torch.arange(before, before + count, device=input_ids.device)
        x = bert.embeddings.word_embeddings(input_ids) + bert.embeddings.position_embeddings(at)[None]
        x = bert.embeddings.LayerNorm(x)
        mask = torch.where(torch.arange(before + count)[None] <= at[:, None], 0.0, -1e9)
        present: list[Tensor] = []
        for i, layer in enumerate(bert.encoder.layer):
            own = layer.attention.self
            key = torch.cat([past[2 * i], split_heads(own.key(x))], 2)
            value = torch.cat([past[2 * i + 1], split_heads(own.value(x))], 2)
            present += [key, value]
            x = layer.attention.output(self._attend(own.query(x), key, value, mask), x)
            asked = layer.crossattention.self.query(x)
            x = layer.crossattention.output(self._attend(asked, cross[2 * i], cross[2 * i + 1], 0.0), x)
            x = layer.feed_forward_chunk(x)
        return self.decoder.cls(x[:, -1]), *present
