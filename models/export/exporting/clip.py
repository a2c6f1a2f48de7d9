"""CLIP (Radford et al. 2021) as two graphs. Attribute names are those of CLIPModel, so that every weight keeps its
name in the checkpoint."""

from __future__ import annotations

from functools import partial

import torch
from torch import Tensor, nn
from transformers import CLIPModel

from exporting import gradient
from exporting.gradient import OUTPUTS, Attended, of_odds, through_mlp, through_norm, weighted
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


class Gradient(nn.Module):
    """pixel_values [B,3,H,W], texts [K,D] -> image_embeds [B,D], heatmap [B,rows,columns].

    Grad-CAM over the patches as the last layer's attention reads them (its first normalisation): behind it, only the class
    token goes on. Of that layer, only what the class token asks is computed.
    """

    def __init__(self, model: CLIPModel):
        super().__init__()
        self.vision_model, self.visual_projection = model.vision_model, model.visual_projection

    def forward(self, pixel_values: Tensor, texts: Tensor) -> tuple[Tensor, Tensor]:
        tower, act = self.vision_model, self.vision_model.config.hidden_act
        x = tower.pre_layrnorm(tower.embeddings(pixel_values))
        *layers, last = tower.encoder.layers
        for layer in layers:
            x = layer(x, None)
        attention, mlp, norm, end = last.self_attn, last.mlp, last.layer_norm2, tower.post_layernorm
        cells = last.layer_norm1(x)
        keys, values = ((way.weight, way.bias) for way in (attention.k_proj, attention.v_proj))
        looked = Attended(attention.q_proj(cells[:, 0]), cells, keys, values, attention.num_heads, skipped=1)
        seen = x[:, 0] + attention.out_proj(looked.result)
        hidden = mlp.fc1(norm(seen))
        whole = seen + mlp.fc2(mlp.activation_fn(hidden))
        embeds = self.visual_projection(end(whole))

        g = through_norm(of_odds(embeds, texts) @ self.visual_projection.weight, whole, end.weight, end.eps)
        g = g + through_norm(through_mlp(g, mlp, hidden, act), seen, norm.weight, norm.eps)
        weights = looked.mean_gradient(g @ attention.out_proj.weight)
        return embeds, weighted(cells[:, 1:], weights)


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
    pixels, texts = torch.randn(2, 3, side, side), torch.randn(3, model.config.projection_dim)
    return [
        Graph("vision_model", Vision(model), (pixels,), ["pixel_values"], ["image_embeds"], ({0: free},)),
        Graph("text_model", Text(model), (ids,), ["input_ids"], ["text_embeds"], ({0: free, 1: free},)),
        Graph("vision_gradient", Gradient(model), (pixels, texts), ["pixel_values", "texts"], OUTPUTS, ({0: free}, {0: free})),
    ]


def grad_cam(model: CLIPModel, pixels: Tensor, texts: Tensor) -> Tensor:
    """What Gradient tells, by autograd of Hugging Face's own model."""
    return gradient.grad_cam(model, model.vision_model.encoder.layers[-1].layer_norm1, 1, pixels, texts)


@torch.no_grad()
def compare(model: CLIPModel, run: Run, derived: bool = True) -> Comparison:
    """Pictures and texts, one and several, against Hugging Face's model."""
    config, comparison, generator = model.config, Comparison(), torch.Generator().manual_seed(1)
    side, end = config.vision_config.image_size, config.text_config.vocab_size - 1
    for count in (1, 3):
        pixels = torch.randn(count, 3, side, side, generator=generator)
        wanted = model.get_image_features(pixel_values=pixels).pooler_output
        comparison.add("vision_model", run("vision_model", {"pixel_values": pixels})["image_embeds"], wanted)
        if derived:
            gradient.compare(comparison, run, pixels, wanted, partial(grad_cam, model, pixels), generator)
        ids = torch.randint(0, end, (count, 4 + 5 * count), generator=generator)
        ids[:, -count:] = end
        wanted = model.get_text_features(input_ids=ids).pooler_output
        comparison.add("text_model", run("text_model", {"input_ids": ids})["text_embeds"], wanted)
    return comparison
