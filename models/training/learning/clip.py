"""The two towers of starter-clip: a Hugging Face CLIP text transformer, and a projection over the image tower."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from transformers import CLIPTextConfig, CLIPTextModelWithProjection

from learning.pieces import END, LONGEST, PAD, PIECES, START

WIDTH = 256
"""Of the space that both towers meet in."""


class TextTower(nn.Module):
    def __init__(self):
        super().__init__()
        self.config = CLIPTextConfig(
            vocab_size=PIECES, hidden_size=192, intermediate_size=384, num_hidden_layers=3, num_attention_heads=4,
            max_position_embeddings=LONGEST, projection_dim=WIDTH, hidden_act="gelu",
            pad_token_id=PAD, bos_token_id=START, eos_token_id=END,
        )
        self.model = CLIPTextModelWithProjection(self.config)

    def forward(self, input_ids: Tensor) -> Tensor:
        """int64 [B,T] -> [B,256]; causal, so what stands after the first end token has no say."""
        return self.model(input_ids=input_ids).text_embeds


class ImageProjection(nn.Module):
    """Pooled features [B,F] -> [B,256]."""

    def __init__(self, features: int, hidden: int = 384):
        super().__init__()
        self.layers = nn.Sequential(
            nn.LayerNorm(features), nn.Linear(features, hidden), nn.GELU(), nn.Linear(hidden, WIDTH, bias=False)
        )

    def forward(self, pooled: Tensor) -> Tensor:
        return self.layers(pooled)


class Scale(nn.Module):
    """Learned temperature, kept at most 100 as in CLIP (Radford et al. 2021)."""

    def __init__(self, start: float = 14.0):
        super().__init__()
        self.log = nn.Parameter(torch.tensor(start).log())

    def forward(self) -> Tensor:
        return self.log.exp().clamp(max=100.0)


def similarities(images: Tensor, texts: Tensor) -> Tensor:
    """Cosines [N,K]."""
    return F.normalize(images, dim=-1) @ F.normalize(texts, dim=-1).T
