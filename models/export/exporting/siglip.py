"""SigLIP and SigLIP 2 of one picture size (Zhai et al. 2023, Tschannen et al. 2025) as graphs. Attribute names are
those of SiglipModel, so that every weight keeps its name in the checkpoint."""

from __future__ import annotations

from functools import partial

import torch
from torch import Tensor, nn
from transformers import SiglipModel

from exporting import gradient
from exporting.gradient import OUTPUTS, Attended, of_odds, through_mlp, through_norm, weighted
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


class Gradient(nn.Module):
    """pixel_values [B,3,H,W], texts [K,D] -> image_embeds [B,D], heatmap [B,rows,columns].

    Grad-CAM over the patches as the head's one query reads them, behind the tower's last normalisation.
    """

    def __init__(self, model: SiglipModel):
        super().__init__()
        self.vision_model = model.vision_model

    def forward(self, pixel_values: Tensor, texts: Tensor) -> tuple[Tensor, Tensor]:
        tower, head = self.vision_model, self.vision_model.head
        attention, mlp, norm = head.attention, head.mlp, head.layernorm
        cells = tower.post_layernorm(tower.encoder(inputs_embeds=tower.embeddings(pixel_values)).last_hidden_state)
        queries, keys, values = zip(attention.in_proj_weight.chunk(3), attention.in_proj_bias.chunk(3))
        query = nn.functional.linear(head.probe[:, 0], *queries)
        looked = Attended(query, cells, keys, values, attention.num_heads)
        seen = attention.out_proj(looked.result)
        hidden = mlp.fc1(norm(seen))
        embeds = seen + mlp.fc2(mlp.activation_fn(hidden))

        g = of_odds(embeds, texts)
        g = g + through_norm(through_mlp(g, mlp, hidden, tower.config.hidden_act), seen, norm.weight, norm.eps)
        return embeds, weighted(cells, looked.mean_gradient(g @ attention.out_proj.weight))


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
    pixels, texts = torch.randn(2, 3, side, side), torch.ones(3, model.config.vision_config.hidden_size)
    return [
        Graph("vision_model", Vision(model), (pixels,), ["pixel_values"], ["image_embeds"], ({0: free},)),
        Graph("text_model", Text(model), (ids,), ["input_ids"], ["text_embeds"], ({0: free},)),
        Graph("vision_gradient", Gradient(model), (pixels, texts), ["pixel_values", "texts"], OUTPUTS, ({0: free}, {0: free})),
    ]


def grad_cam(model: SiglipModel, pixels: Tensor, texts: Tensor) -> Tensor:
    """What Gradient tells, by autograd of Hugging Face's own model."""
    return gradient.grad_cam(model, model.vision_model.post_layernorm, 0, pixels, texts)


@torch.no_grad()
def compare(model: SiglipModel, run: Run, derived: bool = True) -> Comparison:
    """Pictures and texts, one and several, against Hugging Face's model."""
    text, comparison, generator = model.config.text_config, Comparison(), torch.Generator().manual_seed(1)
    side = model.config.vision_config.image_size
    for count in (1, 3):
        pixels = torch.randn(count, 3, side, side, generator=generator)
        wanted = model.get_image_features(pixel_values=pixels).pooler_output
        comparison.add("vision_model", run("vision_model", {"pixel_values": pixels})["image_embeds"], wanted)
        if derived:
            gradient.compare(comparison, run, pixels, wanted, partial(grad_cam, model, pixels), generator)
        ids = torch.randint(0, text.vocab_size, (count, text.max_position_embeddings), generator=generator)
        ids[:, 4 + 5 * count :] = 0
        wanted = model.get_text_features(input_ids=ids).pooler_output
        comparison.add("text_model", run("text_model", {"input_ids": ids})["text_embeds"], wanted)
    return comparison
