"""What translators with an encoder and a decoder (Marian, M2M100) have in common as graphs."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from transformers import PreTrainedModel

from exporting.attention import compare_steps, example, names, split_heads
from exporting.graph import Graph
from exporting.parity import Comparison, Run


def keys_and_values(layers: nn.ModuleList, states: Tensor) -> tuple[Tensor, ...]:
    """states [1,S,width] -> key, value [1,heads,S,size] of every decoder layer."""
    looks = [layer.encoder_attn for layer in layers]
    return tuple(split_heads(part(states), look.num_heads) for look in looks for part in (look.k_proj, look.v_proj))


def shape(model: PreTrainedModel) -> tuple[int, int]:
    """Heads of the decoder, width of one."""
    heads = model.config.decoder_attention_heads
    return heads, model.config.d_model // heads


def written_pieces(model: PreTrainedModel) -> int:
    return getattr(model.config, "decoder_vocab_size", None) or model.config.vocab_size


def graphs(model: PreTrainedModel, encoder: nn.Module, step: nn.Module) -> list[Graph]:
    config, free = model.config, torch.export.Dim.DYNAMIC
    layers = config.decoder_layers
    source = torch.randint(0, config.vocab_size, (1, 11))
    inputs, shapes = example(layers, *shape(model), 11, written_pieces(model))
    past, cross = names("past", layers), names("cross", layers)
    return [
        Graph("encoder_model", encoder, (source,), ["input_ids"], cross, ({1: free},)),
        Graph("decoder_model", step, inputs, ["input_ids", *past, *cross], ["logits", *names("present", layers)],
              shapes, free_batch="cross."),
    ]  # fmt: skip


@torch.no_grad()
def compare(model: PreTrainedModel, run: Run, source: Tensor, ids: Tensor) -> Comparison:
    """A sentence [1,S], then three beams [3,T] that translate it, against Hugging Face's model without a cache."""
    comparison = Comparison()
    cross = run("encoder_model", {"input_ids": source})
    states = model.get_encoder()(input_ids=source).last_hidden_state
    wanted = keys_and_values(model.get_decoder().layers, states)
    for name, values in zip(names("cross", model.config.decoder_layers), wanted, strict=True):
        comparison.add("encoder_model", cross[name], values)
    scores = model(input_ids=source.expand(3, -1), decoder_input_ids=ids).logits
    looks = {name: torch.from_numpy(values) for name, values in cross.items()}
    compare_steps(comparison, run, looks, ids, scores, *shape(model))
    return comparison


def sentences(model: PreTrainedModel) -> tuple[Tensor, Tensor]:
    """Tokens for `compare`, any will do."""
    generator = torch.Generator().manual_seed(1)
    source = torch.randint(0, model.config.vocab_size, (1, 9), generator=generator)
    return source, torch.randint(0, written_pieces(model), (3, 9), generator=generator)
