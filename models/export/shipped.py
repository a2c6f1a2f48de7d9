"""Make the graphs without weights that ship with the pack: `python models/export/shipped.py [NAME…]`, into models/graphs.

Dimensions are those of the official repositories; weights are random and thrown away. Every graph is first compared
with Hugging Face's own model.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch
from transformers import (
    BlipConfig, BlipForConditionalGeneration, CLIPConfig, CLIPModel, M2M100Config, M2M100ForConditionalGeneration,
    MarianConfig, MarianMTModel, SiglipConfig, SiglipModel,
)  # fmt: skip

from exporting import blip, clip, m2m100, marian, siglip, weightless

GRAPHS = Path(__file__).parents[1] / "graphs"


def blip_model(width: int, layers: int, heads: int) -> BlipForConditionalGeneration:
    # What transformers starts a picture tower of BLIP with, 1e-10, would let every picture look the same.
    return BlipForConditionalGeneration(BlipConfig(
        text_config={"num_attention_heads": 12, "encoder_hidden_size": width},
        vision_config={"hidden_size": width, "intermediate_size": 4 * width, "num_hidden_layers": layers,
                       "num_attention_heads": heads, "image_size": 384, "patch_size": 16, "initializer_range": 0.02},
    ))  # fmt: skip


def clip_model(patch: int, side: int = 224, large: bool = False, act: str = "quick_gelu") -> CLIPModel:
    text, vision = (768, 12), (1024, 24, 16)
    if not large:
        text, vision = (512, 8), (768, 12, 12)
    (width, heads), (own, layers, own_heads) = text, vision
    return CLIPModel(CLIPConfig(
        text_config={"hidden_size": width, "intermediate_size": 4 * width, "num_attention_heads": heads,
                     "num_hidden_layers": 12, "hidden_act": act, "eos_token_id": 2},
        vision_config={"hidden_size": own, "intermediate_size": 4 * own, "num_hidden_layers": layers,
                       "num_attention_heads": own_heads, "hidden_act": act, "image_size": side, "patch_size": patch},
        projection_dim=width,
    ))  # fmt: skip


def siglip_model(patch: int, side: int, pieces: int) -> SiglipModel:
    return SiglipModel(SiglipConfig(
        text_config={"vocab_size": pieces, "pad_token_id": 0, "bos_token_id": 2, "eos_token_id": 1},
        vision_config={"image_size": side, "patch_size": patch},
    ))  # fmt: skip


def marian_model(width: int, heads: int, feed_forward: int, act: str, pieces: int = 0) -> MarianMTModel:
    """Without `pieces` of one vocabulary it has two: a checkpoint that shares one fills both, and their sizes are the
    checkpoint's."""
    last = (pieces or 998) - 1
    return MarianMTModel(MarianConfig(
        vocab_size=pieces or 999, decoder_vocab_size=last + 1, share_encoder_decoder_embeddings=pieces > 0,
        d_model=width, encoder_layers=6, decoder_layers=6,
        encoder_attention_heads=heads, decoder_attention_heads=heads,
        encoder_ffn_dim=feed_forward, decoder_ffn_dim=feed_forward, activation_function=act, scale_embedding=True, pad_token_id=last,
        decoder_start_token_id=last, eos_token_id=0, max_position_embeddings=512,
    ))  # fmt: skip


def m2m100_model(pieces: int = 999) -> M2M100ForConditionalGeneration:
    """The size of the vocabulary is the checkpoint's."""
    return M2M100ForConditionalGeneration(M2M100Config(vocab_size=pieces))


SHIPPED = {
    "blip-base": (blip, lambda: blip_model(768, 12, 12)),
    "blip-large": (blip, lambda: blip_model(1024, 24, 16)),
    "clip-vit-base-patch32": (clip, lambda: clip_model(32)),
    "clip-vit-base-patch16": (clip, lambda: clip_model(16)),
    "clip-vit-base-patch32-gelu": (clip, lambda: clip_model(32, act="gelu")),
    "clip-vit-base-patch16-gelu": (clip, lambda: clip_model(16, act="gelu")),
    "clip-vit-large-patch14": (clip, lambda: clip_model(14, large=True)),
    "clip-vit-large-patch14-336": (clip, lambda: clip_model(14, side=336, large=True)),
    "siglip-base-patch16": (siglip, lambda: siglip_model(16, 224, pieces=999)),
    "m2m100-418m": (m2m100, m2m100_model),
    "marian-base": (marian, lambda: marian_model(512, 8, 2048, "swish")),
    "marian-big": (marian, lambda: marian_model(1024, 16, 4096, "relu")),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", default=list(SHIPPED), metavar="NAME", help=", ".join(SHIPPED))
    torch.manual_seed(0)
    for name in parser.parse_args().names:
        module, new = SHIPPED[name]
        model = new().eval()
        weightless.write(GRAPHS / name, module.FAMILY, model, module.graphs(model), module.compare)


if __name__ == "__main__":
    main()
