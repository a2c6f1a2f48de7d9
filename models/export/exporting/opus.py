"""An original archive of OPUS-MT (Tiedemann and Thottingal 2020) as a MarianMTModel and its tokenizer."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

import numpy as np
import torch
from transformers import MarianConfig, MarianMTModel, MarianTokenizer

POSITIONS = 1024
PRESUMED = {
    "type": "transformer", "transformer-preprocess": "", "transformer-postprocess": "dan",
    "transformer-postprocess-emb": "d", "transformer-decoder-autoreg": "self-attention", "transformer-ffn-depth": "2",
    "transformer-train-positions": "false", "layer-normalization": "false", "right-left": "false",
}  # fmt: skip
SUBLAYERS = {
    "self_W": "self_attn.{}_proj.weight", "self_b": "self_attn.{}_proj.bias",
    "context_W": "encoder_attn.{}_proj.weight", "context_b": "encoder_attn.{}_proj.bias",
}  # fmt: skip
PARTS = {"q": "q", "k": "k", "v": "v", "o": "out"}
NORMS = {"self_Wo_ln": "self_attn_layer_norm", "context_Wo_ln": "encoder_attn_layer_norm", "ffn_ffn_ln": "final_layer_norm"}


def settings(arrays: dict[str, np.ndarray]) -> dict[str, str]:
    text = bytes(arrays["special:model.yml"].view(np.uint8)).rstrip(b"\0").decode()
    found = {key: value.strip("\"'") for key, value in re.findall(r"^([\w-]+): *(.*?) *$", text, re.M)}
    for key, value in PRESUMED.items():
        if found.get(key, value) != value:
            raise SystemExit(f"{key} is {found[key]!r} instead of {value!r}: these graphs do not compute that.")
    if "true" not in (found.get("tied-embeddings"), found.get("tied-embeddings-all")):
        raise SystemExit("tied-embeddings is false: these graphs do not compute that.")
    return found


def vocabulary(text: str, yaml: bool) -> dict[str, int]:
    """YAML lines `piece: id`, or one piece a line."""
    lines = text.removesuffix("\n").split("\n")
    if not yaml:
        return {piece: i for i, piece in enumerate(lines)}
    pairs = [re.fullmatch(r"(.+): *(\d+)\s*", line) for line in lines]
    return {json.loads(key) if (key := p[1]).startswith('"') else key: int(p[2]) for p in pairs if p}


def sinusoid(width: int) -> torch.Tensor:
    """Marian's own: the slowest wave is exactly 10,000 times the fastest."""
    waves = width // 2
    angles = np.arange(POSITIONS)[:, None] * np.exp(-np.log(10_000.0) / (waves - 1) * np.arange(waves))
    return torch.tensor(np.concatenate([np.sin(angles), np.cos(angles)], 1), dtype=torch.float32)


def state_dict(arrays: dict[str, np.ndarray], layers: dict[str, int]) -> dict[str, torch.Tensor]:
    state = {}
    for side, count in layers.items():
        table = arrays.get(f"{side}_Wemb", arrays.get("Wemb"))
        state[f"model.{side}.embed_tokens.weight"] = np.vstack([table, np.zeros_like(table[:1])])
        state[f"model.{side}.embed_positions.weight"] = sinusoid(table.shape[1])
        for i in range(count):
            there, here = f"{side}_l{i + 1}", f"model.{side}.layers.{i}"
            for kind, name in SUBLAYERS.items():
                if side == "encoder" and kind.startswith("context"):
                    continue
                for part, own in PARTS.items():
                    state[f"{here}.{name.format(own)}"] = arrays[f"{there}_{kind}{part}"]
            for kind, name in NORMS.items():
                if side == "decoder" or not kind.startswith("context"):
                    state[f"{here}.{name}.weight"] = arrays[f"{there}_{kind}_scale"]
                    state[f"{here}.{name}.bias"] = arrays[f"{there}_{kind}_bias"]
            for number in ("1", "2"):
                state[f"{here}.fc{number}.weight"] = arrays[f"{there}_ffn_W{number}"]
                state[f"{here}.fc{number}.bias"] = arrays[f"{there}_ffn_b{number}"]
    result = {}
    for name, value in state.items():
        tensor = torch.as_tensor(value)
        if re.search(r"(_proj|fc[12])\.weight$", name):
            tensor = tensor.T
        elif "embed" not in name:
            tensor = tensor.reshape(-1)
        result[name] = tensor.contiguous()
    bias = torch.as_tensor(arrays["decoder_ff_logit_out_b"]).reshape(1, -1)
    result["final_logits_bias"] = torch.cat([bias, torch.zeros(1, 1)], 1)
    result["lm_head.weight"] = result["model.decoder.embed_tokens.weight"]
    return result


def read(archive: Path, folder: Path) -> tuple[MarianMTModel, MarianTokenizer]:
    """Unpacks `archive` into `folder` and builds the model. A token of zeros is added: a translation starts with it."""
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(archive) as whole:
        names = whole.namelist()
        weights = next((n for n in names if n.endswith("best-perplexity.npz")), None) or next(n for n in names if n.endswith(".npz"))
        with whole.open(weights) as file:
            arrays = dict(np.load(file))
        vocabularies = []
        for side in ("src", "trg"):
            name = next(n for end in (f"{side}.vocab", f"{side}.vocab.yml", "vocab.yml") for n in names if n.endswith(end))
            vocabularies.append(vocabulary(whole.read(name).decode(), name.endswith(".yml")))
        for name in ("source.spm", "target.spm"):
            (folder / name).write_bytes(whole.read(next(n for n in names if n.endswith(name))))
    found = settings(arrays)
    layers = {"encoder": int(found["enc-depth"]), "decoder": int(found["dec-depth"])}
    state = state_dict(arrays, layers)
    rows = {side: state[f"model.{side}.embed_tokens.weight"].shape[0] for side in layers}
    for name, entries, side in zip(("vocab.json", "target_vocab.json"), vocabularies, layers, strict=True):
        (folder / name).write_text(json.dumps({**entries, "<pad>": rows[side] - 1}, ensure_ascii=False))
    start, end = rows["decoder"] - 1, vocabularies[1]["</s>"]
    heads, feed_forward = int(found["transformer-heads"]), int(found["transformer-dim-ffn"])
    config = MarianConfig(
        vocab_size=rows["encoder"], decoder_vocab_size=rows["decoder"], share_encoder_decoder_embeddings=False,
        d_model=int(found["dim-emb"]), encoder_layers=layers["encoder"], decoder_layers=layers["decoder"],
        encoder_attention_heads=heads, decoder_attention_heads=heads, encoder_ffn_dim=feed_forward,
        decoder_ffn_dim=feed_forward, activation_function=found.get("transformer-ffn-activation", "swish"),
        scale_embedding=True, max_position_embeddings=POSITIONS, pad_token_id=start, decoder_start_token_id=start,
        eos_token_id=end, forced_eos_token_id=end,
    )  # fmt: skip
    # An embedding has no row for padding when the other side has more pieces.
    config.pad_token_id = min(start, rows["encoder"] - 1)
    model = MarianMTModel(config).eval()
    model.load_state_dict(state)
    model.config.pad_token_id = start
    model.generation_config.update(bad_words_ids=[[start]], decoder_start_token_id=start, eos_token_id=end,
                                   forced_eos_token_id=end, pad_token_id=start, max_length=512, num_beams=4)  # fmt: skip
    tokenizer = MarianTokenizer(
        source_spm=str(folder / "source.spm"), target_spm=str(folder / "target.spm"), vocab=str(folder / "vocab.json"),
        target_vocab_file=str(folder / "target_vocab.json"), separate_vocabs=True,
    )  # fmt: skip
    return model, tokenizer
