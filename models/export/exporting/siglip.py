"""SigLIP and SigLIP 2 of one picture size (Zhai et al. 2023, Tschannen et al. 2025) as two graphs. Attribute names are
those of SiglipModel, so that every weight keeps its name in the checkpoint."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from transformers import SiglipModel

from exporting.graph import Graph
from exporting.parity import Comparison, Run
from exporting.weightless import Family

FAMILY = Family(
    "clip",
    config=(
        "model_type", "text_config.num_attention_heads", "text_config.hidden_act", "text_config.layer_norm_eps",
        "vision_config.num_attention_heads", "vision_config.hidden_act", "vision_config.layer_norm_eps",
        "vision_config.image_size", "vision_config.patch_size",
    ),
    # Version 1 has 32,000 pieces, version 2 has 256,000.
    free={"text_model.embeddings.token_embedding.weight": 0},
)  # fmt: skip


class Vision(nn.Module):
    """pixel_values [B,3,H,W] -> image_embeds [B,D], not normalised."""

    def __init__(self, model: SiglipModel):
        super().__init__()
        self.vision_model = model.vision_model

    def forward(self, pixel_values: Tensor) -> Tensor:
        return self.vision_model(pixel_values=pixel_values).pooler_output


class Text(nn.Module):
    """input_ids [B,T], every text filled up to the T the model was trained with -> text_embeds [B,D], not normalised."""

    def __init__(self, model: SiglipModel):
        super().__init__()
        self.text_model = model.text_model

    def forward(self, input_ids: Tensor) -> Tensor:
        return self.text_model(input_ids=input_ids).pooler_output


def graphs(model: SiglipModel) -> list[Graph]:
    side, text, free = model.config.vision_config.image_size, model.config.text_config, torch.export.Dim.DYNAMIC
    ids = torch.randint(0, text.vocab_size, (3, text.max_position_embeddings))
    return [
        Graph("vision_model", Vision(model), (torch.randn(2, 3, side, side),), ["pixel_values"], ["image_embeds"], ({0: free},)),
        Graph("text_model", Text(model), (ids,), ["input_ids"], ["text_embeds"], ({0: free},)),
    ]


@torch.no_grad()
def compare(model: SiglipModel, run: Run) -> Comparison:
    """Pictures and texts, one and several, against Hugging Face's model."""
    text, comparison, generator = model.config.text_config, Comparison(), torch.Generator().manual_seed(1)
    side = model.config.vision_config.image_size
    for count in (1, 3):
        pixels = torch.randn(count, 3, side, side, generator=generator)
        wanted = model.get_image_features(pixel_values=pixels).pooler_output
        comparison.add("vision_model", run("vision_model", {"pixel_values": pixels})["image_embeds"], wanted)
        ids = torch.randint(0, text.vocab_size, (count, text.max_position_embeddings), generator=generator)
        ids[:, 4 + 5 * count :] = 0
        wanted = model.get_text_features(input_ids=ids).pooler_output
        comparison.add("text_model", run("text_model", {"input_ids": ids})["text_embeds"], wanted)
    return comparison
