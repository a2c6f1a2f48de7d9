"""CLIP (Radford et al. 2021) as two graphs. Attribute names are those of CLIPModel, so that every weight keeps its
name in the checkpoint."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from transformers import CLIPModel

from exporting.graph import Graph
from exporting.parity import Comparison, Run
from exporting.weightless import Family

FAMILY = Family(
    "clip",
    config=(
        "text_config.num_attention_heads", "text_config.hidden_act", "text_config.layer_norm_eps",
        "text_config.eos_token_id", "vision_config.num_attention_heads", "vision_config.hidden_act",
        "vision_config.layer_norm_eps", "vision_config.image_size", "vision_config.patch_size",
    ),
    # The end token of OpenAI's vocabulary is its last: the older number only tells transformers to look for the highest.
    equal={"text_config.eos_token_id": (2, 49407)},
)  # fmt: skip


class Vision(nn.Module):
    """pixel_values [B,3,H,W] -> image_embeds [B,D], not normalised."""

    def __init__(self, model: CLIPModel):
        super().__init__()
        self.vision_model, self.visual_projection = model.vision_model, model.visual_projection

    def forward(self, pixel_values: Tensor) -> Tensor:
        return self.visual_projection(self.vision_model(pixel_values=pixel_values).pooler_output)


class Text(nn.Module):
    """input_ids [B,T], padded on the right with the end token -> text_embeds [B,D], not normalised."""

    def __init__(self, model: CLIPModel):
        super().__init__()
        self.text_model, self.text_projection = model.text_model, model.text_projection

    def forward(self, input_ids: Tensor) -> Tensor:
        return self.text_projection(self.text_model(input_ids=input_ids).pooler_output)


def graphs(model: CLIPModel) -> list[Graph]:
    side, text, free = model.config.vision_config.image_size, model.config.text_config, torch.export.Dim.DYNAMIC
    ids = torch.randint(0, text.vocab_size, (3, 7))
    return [
        Graph("vision_model", Vision(model), (torch.randn(2, 3, side, side),), ["pixel_values"], ["image_embeds"], ({0: free},)),
        Graph("text_model", Text(model), (ids,), ["input_ids"], ["text_embeds"], ({0: free, 1: free},)),
    ]


@torch.no_grad()
def compare(model: CLIPModel, run: Run) -> Comparison:
    """Pictures and texts, one and several, against Hugging Face's model."""
    config, comparison, generator = model.config, Comparison(), torch.Generator().manual_seed(1)
    side, end = config.vision_config.image_size, config.text_config.vocab_size - 1
    for count in (1, 3):
        pixels = torch.randn(count, 3, side, side, generator=generator)
        wanted = model.get_image_features(pixel_values=pixels).pooler_output
        comparison.add("vision_model", run("vision_model", {"pixel_values": pixels})["image_embeds"], wanted)
        ids = torch.randint(0, end, (count, 4 + 5 * count), generator=generator)
        ids[:, -count:] = end
        wanted = model.get_text_features(input_ids=ids).pooler_output
        comparison.add("text_model", run("text_model", {"input_ids": ids})["text_embeds"], wanted)
    return comparison
