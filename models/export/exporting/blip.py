"""BLIP captioning (Li et al. 2022) as two graphs. Attribute names are those of BlipForConditionalGeneration, so that
every weight keeps its name in the checkpoint."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from transformers import BlipForConditionalGeneration

from exporting.attention import attend, causal_mask, compare_steps, example, names, split_heads
from exporting.graph import Graph
from exporting.looking import OUTPUT, Looking, queried
from exporting.parity import Comparison, Run
from exporting.weightless import Family

FAMILY = Family(
    "blip",
    config=(
        "text_config.num_attention_heads", "text_config.hidden_act", "text_config.layer_norm_eps",
        "vision_config.num_attention_heads", "vision_config.hidden_act", "vision_config.layer_norm_eps",
        "vision_config.image_size", "vision_config.patch_size",
    ),
)  # fmt: skip


class Vision(nn.Module):
    """pixel_values [B,3,H,W] -> cross.{i}.key, cross.{i}.value [B,heads,T,size] of every decoder layer."""

    def __init__(self, model: BlipForConditionalGeneration):
        super().__init__()
        self.vision_model, self.text_decoder = model.vision_model, model.text_decoder
        self.heads = model.config.text_config.num_attention_heads

    def forward(self, pixel_values: Tensor) -> tuple[Tensor, ...]:
        states = self.vision_model(pixel_values=pixel_values).last_hidden_state
        looks = [layer.crossattention.self for layer in self.text_decoder.bert.encoder.layer]
        return tuple(split_heads(part(states), self.heads) for look in looks for part in (look.key, look.value))


class Step(nn.Module):
    """input_ids [B,S], past.* [B,heads,P,size], cross.* [1 or B,heads,T,size]
    -> logits [B,V] of the last position, present.* [B,heads,P+S,size]."""

    def __init__(self, model: BlipForConditionalGeneration):
        super().__init__()
        self.text_decoder = model.text_decoder
        self.heads = model.config.text_config.num_attention_heads

    def forward(self, input_ids: Tensor, past: list[Tensor], cross: list[Tensor]) -> tuple[Tensor, ...]:
        bert, heads = self.text_decoder.bert, self.heads
        positions, mask = causal_mask(past[0].shape[2], input_ids.shape[1])
        embed = bert.embeddings
        hidden = embed.LayerNorm(embed.word_embeddings(input_ids) + embed.position_embeddings(positions)[None])
        present = []
        for i, layer in enumerate(bert.encoder.layer):
            own, look = layer.attention, layer.crossattention
            key = torch.cat([past[2 * i], split_heads(own.self.key(hidden), heads)], 2)
            value = torch.cat([past[2 * i + 1], split_heads(own.self.value(hidden), heads)], 2)
            present += [key, value]
            hidden = own.output(attend(split_heads(own.self.query(hidden), heads), key, value, mask), hidden)
            seen = attend(split_heads(look.self.query(hidden), heads), cross[2 * i], cross[2 * i + 1])
            hidden = layer.feed_forward_chunk(look.output(seen, hidden))
        return self.text_decoder.cls(hidden[:, -1]), *present


def graphs(model: BlipForConditionalGeneration) -> list[Graph]:
    text, vision = model.config.text_config, model.config.vision_config
    layers, heads, side = text.num_hidden_layers, text.num_attention_heads, vision.image_size
    inputs, shapes = example(layers, heads, text.hidden_size // heads, (side // vision.patch_size) ** 2 + 1, text.vocab_size)
    past, cross = names("past", layers), names("cross", layers)
    decoder = (Step(model), inputs, ["input_ids", *past, *cross], ["logits", *names("present", layers)], shapes)
    return [
        Graph("vision_model", Vision(model), (torch.randn(2, 3, side, side),), ["pixel_values"], cross,
              ({0: torch.export.Dim.DYNAMIC},)),
        Graph("decoder_model", *decoder, free_batch="cross."),
        Looking("decoder_attention", *decoder, free_batch="cross."),
    ]  # fmt: skip


def cross_attention(model: BlipForConditionalGeneration, states: Tensor, ids: Tensor) -> Tensor:
    """[B,S,T] of Hugging Face's own decoder, as the mean over heads and layers."""
    usual = model.text_decoder.config._attn_implementation
    model.text_decoder.set_attn_implementation("eager")
    told = model.text_decoder(input_ids=ids, encoder_hidden_states=states, output_attentions=True).cross_attentions
    model.text_decoder.set_attn_implementation(usual)
    return torch.cat(told, 1).mean(1)


@torch.no_grad()
def compare(model: BlipForConditionalGeneration, run: Run, attention: bool = True) -> Comparison:
    """Two pictures, then three beams over the first, against Hugging Face's towers without a cache."""
    text, vision, comparison = model.config.text_config, model.config.vision_config, Comparison()
    heads, size = text.num_attention_heads, text.hidden_size // text.num_attention_heads
    generator = torch.Generator().manual_seed(1)
    pixels = torch.randn(2, 3, vision.image_size, vision.image_size, generator=generator)
    cross = run("vision_model", {"pixel_values": pixels})
    states = model.vision_model(pixel_values=pixels).last_hidden_state
    for name, wanted in zip(names("cross", text.num_hidden_layers), Vision(model)(pixels), strict=True):
        comparison.add("vision_model", cross[name], wanted)
    ids = torch.randint(0, text.vocab_size, (3, 9), generator=generator)
    wanted = model.text_decoder(input_ids=ids, encoder_hidden_states=states[:1].expand(3, -1, -1)).logits
    first = {name: torch.from_numpy(values[:1]) for name, values in cross.items()}
    compare_steps(comparison, run, first, ids, wanted, heads, size)
    if attention:
        empty = {name.replace("cross.", "past."): torch.zeros(3, heads, 0, size) for name in first}
        shares = run("decoder_attention", queried({"input_ids": ids, **empty, **first}))[OUTPUT]
        comparison.add("decoder_attention", shares, cross_attention(model, states[:1].expand(3, -1, -1), ids))
    return comparison
