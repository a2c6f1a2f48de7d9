"""Make a random checkpoint of full size in its official layout, and what Hugging Face transformers computes with it.

    python models/export/reference.py blip|clip|clip-gelu|m2m100|marian|siglip --out DIR [--count N]

Then `GYEOL_REFERENCE=DIR npx vitest run test/models/full-size.test.ts` binds it without Python and compares. Weights
are spread so that scores lie far enough apart to compare. Pictures are formulas: picture k is
((x(3 + k) + y(5 + 2k) + 7c) mod (17 + k)) / ((17 + k) / 2) − 1.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from time import perf_counter

import sentencepiece
import torch
from torch import Tensor, nn
from transformers import M2M100Tokenizer, MarianTokenizer
from transformers.models.m2m_100.tokenization_m2m_100 import FAIRSEQ_LANGUAGE_CODES

import shipped
from exporting import clip as openai_clip, siglip as sigmoid_clip
from exporting.blip import cross_attention

PREPROCESSOR = {"do_resize": True, "do_normalize": True, "image_mean": [0.5] * 3, "image_std": [0.5] * 3}
WORDS = "a photo of the scratch dent crack on metal surface top bottom left right with and in at no defect".split()


def picture(k: int, side: int) -> Tensor:
    c, y, x = torch.meshgrid(*(torch.arange(n, dtype=torch.float64) for n in (3, side, side)), indexing="ij")
    return (((x * (3 + k) + y * (5 + 2 * k) + 7 * c) % (17 + k)) / ((17 + k) / 2) - 1)[None].float()


def spread(module: nn.Module, factor: float) -> None:
    with torch.no_grad():
        for parameter in module.parameters():
            if parameter.dim() > 1 and parameter.requires_grad:
                parameter.mul_(factor)


def generate(model: nn.Module, beams: int, tokens: int, **inputs: Tensor | int):
    return model.generate(**inputs, num_beams=beams, num_return_sequences=beams, max_new_tokens=tokens, do_sample=False,
                          return_dict_in_generate=True, output_scores=True)  # fmt: skip


def outcome(generated, skipped: int, end: int) -> dict:
    """The best sequence and how near another was: of beams the second's distance, else the smallest of any step."""
    tokens = generated.sequences[0].tolist()[skipped:]
    scores = getattr(generated, "sequences_scores", None)
    if scores is None:
        first, second = torch.stack([step[0].topk(2).values for step in generated.scores]).T
        lead = (first - second).min()
    else:
        lead = scores[0] - scores[1]
    cut = tokens[: tokens.index(end) + 1] if end in tokens else tokens
    return {"tokens": cut, "lead": float(lead)}


def blip(folder: Path, count: int) -> Iterator[dict]:
    model = shipped.blip_model(768, 12, 12).eval()
    spread(model.text_decoder, 2.0)
    spread(model.vision_model.encoder, 2.0)
    # Without this the words would hardly depend on the picture, and a wrong picture tower would go unseen.
    for layer in model.text_decoder.bert.encoder.layer:
        spread(layer.crossattention.self.query, 4.0)
        spread(layer.crossattention.self.key, 4.0)
    model.save_pretrained(folder)
    pieces = ["[PAD]", *(f"[unused{i}]" for i in range(99)), "[UNK]", "[CLS]", "[SEP]", "[MASK]", *WORDS]
    pieces += [f"word{i}" for i in range(30522 - len(pieces))]
    (folder / "vocab.txt").write_text("\n".join(pieces) + "\n")
    (folder / "preprocessor_config.json").write_text(json.dumps(PREPROCESSOR | {"size": {"height": 384, "width": 384}}))
    for k in range(count):
        with torch.no_grad():
            states = model.vision_model(pixel_values=picture(k, 384)).last_hidden_state
            read = [model.config.text_config.bos_token_id, *(pieces.index(word) for word in WORDS[k % 9 : k % 9 + 4])]
            looked = cross_attention(model, states, torch.tensor([read]))[0, -1, 1:]
        for prompt in ("", "a photo of"):
            ids = torch.tensor([[101, *(pieces.index(word) for word in prompt.split()), 102]])
            for beams in (3, 1):
                found = generate(model, beams, 20, pixel_values=picture(k, 384), input_ids=ids,
                                 no_repeat_ngram_size=1)  # fmt: skip
                told = {"picture": k, "prompt": prompt, "beams": beams, "no_repeat": 1, **outcome(found, ids.shape[1] - 1, 102)}
                yield told | ({"read": read, "attention": looked.tolist()} if (prompt, beams) == ("", 3) else {})
        print(f"{k + 1}/{count}", flush=True)


def made_up_lines() -> list[str]:
    random.seed(1)
    words = [*WORDS, *("".join(random.choices("abdefgiklmnoprstu가나다라마바사", k=random.randint(2, 8))) for _ in range(3000))]
    return [" ".join(random.choices(words, k=random.randint(2, 14))) for _ in range(2000)]


def train(lines: list[str], file: Path, **options: object) -> None:
    with file.open("wb") as writer:
        sentencepiece.SentencePieceTrainer.train(sentence_iterator=iter(lines), model_writer=writer, minloglevel=2, **options)


def pieces_of(file: Path) -> list[str]:
    reader = sentencepiece.SentencePieceProcessor(model_file=str(file))
    return [p for p in map(reader.id_to_piece, range(reader.get_piece_size())) if p not in ("</s>", "<unk>", "<s>")]


def marian(folder: Path, count: int) -> Iterator[dict]:
    """Marian base with one vocabulary of 65,001 pieces, as most repositories of OPUS-MT."""
    lines = made_up_lines()
    for name in ("source.spm", "target.spm"):
        train(lines, folder / name, vocab_size=4000, hard_vocab_limit=False)
    own = pieces_of(folder / "source.spm")
    rest = [*own, *(f"▁other{i}" for i in range(64998 - len(own)))]
    random.shuffle(rest)
    (folder / "vocab.json").write_text(json.dumps({p: i for i, p in enumerate(["</s>", "<unk>", *rest, "<pad>"])}))
    model = shipped.marian_model(512, 8, 2048, "swish", pieces=65001).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.dim() > 1 and parameter.requires_grad:
                parameter.normal_(0, 0.06)
        model.final_logits_bias.normal_(0, 0.1)[0, 0] = 3
    model.generation_config.update(bad_words_ids=[[65000]], forced_eos_token_id=0)
    model.save_pretrained(folder)
    tokenizer = MarianTokenizer.from_pretrained(folder, local_files_only=True)
    for k in range(count):
        ids = tokenizer(lines[k]).input_ids
        found = generate(model, 4, 24, input_ids=torch.tensor([ids]))
        yield {"text": lines[k], "input_ids": ids, "beams": 4, **outcome(found, 1, 0)}
        print(f"{k + 1}/{count}", flush=True)


def write_m2m100_vocabulary(folder: Path, size: int) -> None:
    """What stands beside sentencepiece.bpe.model in facebook/m2m100_418M, for `size` pieces; tokens of languages and a
    few made-up words follow behind them."""
    rest = pieces_of(folder / "sentencepiece.bpe.model")
    rest += [f"▁other{i}" for i in range(size - 4 - len(rest))]
    random.shuffle(rest)
    contents = {
        "vocab.json": {p: i for i, p in enumerate(["<s>", "<pad>", "</s>", "<unk>", *rest])},
        "special_tokens_map.json": {
            "bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>", "sep_token": "</s>", "pad_token": "<pad>",
            "additional_special_tokens": [f"__{code}__" for code in FAIRSEQ_LANGUAGE_CODES["m2m100"]],
        },
        "tokenizer_config.json": {"tokenizer_class": "M2M100Tokenizer", "src_lang": None, "tgt_lang": None,
                                  "language_codes": "m2m100", "num_madeup_words": 8},
    }  # fmt: skip
    for name, content in contents.items():
        (folder / name).write_text(json.dumps(content, ensure_ascii=False))


def spread_m2m100(model: nn.Module, end: float) -> None:
    """Layers outweigh the embedding, and no direction is common to all states: else a text would repeat one token for
    ever. `end`: how many times the usual score the end of a text gets on top."""
    with torch.no_grad():
        for name, matrix in model.named_parameters():
            if matrix.dim() < 2:
                continue
            gain = 2 if "shared" in name else 1 if "attn" in name else 4
            matrix.normal_(0, gain / matrix.shape[1] ** 0.5)
            if "fc2" in name:
                matrix.sub_(matrix.mean(1, keepdim=True))
        tokens = model.model.shared.weight
        tokens[model.config.pad_token_id] = 0
        ending = tokens[model.config.eos_token_id]
        model.model.decoder.layer_norm.bias.copy_(end * ending / ending.norm())


def save_m2m100(model: nn.Module, folder: Path) -> None:
    """As in the official repository, whose searches end with the first sequences that do."""
    model.generation_config.update(early_stopping=True, max_length=200, num_beams=5)
    model.config.save_pretrained(folder)
    model.generation_config.save_pretrained(folder)
    torch.save(model.state_dict(), folder / "pytorch_model.bin")


def m2m100(folder: Path, count: int) -> Iterator[dict]:
    lines = made_up_lines()
    train(lines, folder / "sentencepiece.bpe.model", vocab_size=4000, model_type="bpe")
    write_m2m100_vocabulary(folder, 128004)
    model = shipped.m2m100_model(128112).eval()
    spread_m2m100(model, 3)
    save_m2m100(model, folder)
    tokenizer = M2M100Tokenizer.from_pretrained(folder, local_files_only=True)
    for k in range(count):
        tokenizer.src_lang, target = (("en", "ko"), ("ko", "en"))[k % 2]
        ids = tokenizer(lines[k]).input_ids
        found = generate(model, 4, 24, input_ids=torch.tensor([ids]), forced_bos_token_id=tokenizer.get_lang_id(target))
        yield {"text": lines[k], "from": tokenizer.src_lang, "to": target, "input_ids": ids, "beams": 4,
               **outcome(found, 1, 2)}  # fmt: skip
        print(f"{k + 1}/{count}", flush=True)


@torch.no_grad()
def clip(folder: Path, count: int, act: str = "quick_gelu") -> Iterator[dict]:
    model = shipped.clip_model(32, act=act).eval()
    spread(model, 2.0)
    model.save_pretrained(folder)
    generator = torch.Generator().manual_seed(1)
    before = torch.zeros(model.config.projection_dim)
    for k in range(count):
        image = model.get_image_features(pixel_values=picture(k, 224)).pooler_output[0]
        ids = [49406, *torch.randint(0, 49000, (2 + k % 30,), generator=generator).tolist(), 49407]
        text = model.get_text_features(input_ids=torch.tensor([ids])).pooler_output[0]
        unit = text / text.norm()
        heatmap = openai_clip.grad_cam(model, picture(k, 224), model.logit_scale.exp() * torch.stack([unit, before])).flatten()
        before = unit
        yield {"picture": k, "input_ids": ids, "image": image.tolist(), "text": text.tolist(), "heatmap": heatmap.tolist()}


@torch.no_grad()
def siglip(folder: Path, count: int) -> Iterator[dict]:
    """SigLIP 2 base with its 256,000 pieces; each picture with the last few texts."""
    model = shipped.siglip_model(16, 224, pieces=256_000).eval()
    spread(model, 2.0)
    model.logit_scale.fill_(3.0)
    model.logit_bias.fill_(-2.0)
    model.save_pretrained(folder)
    generator = torch.Generator().manual_seed(1)
    texts: list[Tensor] = []
    for k in range(count):
        ids = torch.randint(5, 256_000, (64,), generator=generator)
        ids[2 + k % 50], ids[3 + k % 50 :] = 1, 0
        texts = [*texts[-3:], ids]
        found = model(input_ids=torch.stack(texts), pixel_values=picture(k, 224))
        told = [*found.text_embeds[-2:].flip(0), *[torch.zeros_like(found.text_embeds[0])] * (k == 0)]
        heatmap = sigmoid_clip.grad_cam(model, picture(k, 224), model.logit_scale.exp() * torch.stack(told)).flatten()
        yield {"picture": k, "input_ids": ids.tolist(), "image": found.image_embeds[0].tolist(),
               "text": found.text_embeds[-1].tolist(),
               "heatmap": heatmap.tolist(), "probabilities": found.logits_per_image[0].sigmoid().tolist()}  # fmt: skip


FAMILIES = {"blip": blip, "clip": clip, "clip-gelu": partial(clip, act="gelu"), "m2m100": m2m100, "marian": marian, "siglip": siglip}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("family", choices=list(FAMILIES))
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--count", type=int, default=50, help="pictures or sentences")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(0)
    start = perf_counter()
    cases = []
    for case in FAMILIES[options.family](options.out, options.count):
        cases.append(case)
        content = {"family": "clip" if options.family in ("clip-gelu", "siglip") else options.family, "seconds": perf_counter() - start, "cases": cases}
        (options.out / "reference.json").write_text(json.dumps(content))


if __name__ == "__main__":
    main()
