"""The tokenizer that starter-clip and starter-blip share: byte-level BPE (Sennrich et al. 2016; Radford et al.
2019), lower-cased, Korean and English in one vocabulary."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import torch
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from torch import Tensor

import vocabulary
from grammar import captions, prompts, sentence_ko
from learning.pictures import RUNS

PAD, UNKNOWN, START, END = range(4)
SPECIAL = ("<pad>", "<unk>", "<s>", "</s>")
PIECES, LONGEST = 1600, 48
"""Size of the vocabulary; most tokens of a text, the two ends included."""

FILE = RUNS / "tokenizer.json"


def corpus() -> list[str]:
    """Every prompt, and the captions and sentences of every combination once."""
    texts = [p.text for p in prompts()]
    for material in range(len(vocabulary.MATERIALS)):
        for defect in range(len(vocabulary.CLASSES)):
            for k in range(9):
                r = SimpleNamespace(defect=defect, material=material, place=k, size=k % 3, lookalike=k % 7 - 1)
                texts += [*captions(r), sentence_ko(r)]
    return texts


def build() -> Tokenizer:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(vocab_size=PIECES, special_tokens=list(SPECIAL), show_progress=False,
                                  initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()))
    tokenizer.train_from_iterator(corpus(), trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", START), ("</s>", END)]
    )
    return tokenizer


def load() -> Tokenizer:
    """The tokenizer of this training; built at the first call."""
    if not FILE.exists():
        FILE.parent.mkdir(exist_ok=True)
        build().save(str(FILE))
    return Tokenizer.from_file(str(FILE))


def encode(tokenizer: Tokenizer, texts: list[str]) -> Tensor:
    """int64 [B,T], right padded to the longest."""
    rows = [e.ids[: LONGEST - 1] + [END] if len(e.ids) > LONGEST else e.ids for e in tokenizer.encode_batch(texts)]
    ids = torch.full((len(rows), max(map(len, rows))), PAD)
    for i, row in enumerate(rows):
        ids[i, : len(row)] = torch.tensor(row)
    return ids
