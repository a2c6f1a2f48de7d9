"""The joint English and Korean Unigram vocabulary (Kudo 2018), as a Hugging Face tokenizer.json.

Digits and punctuation are always pieces of their own, so numbers are copied digit by digit. The text is not
normalised. ⟦0⟧ … ⟦9⟧ stand for protected terms, ⟦a⟧ … ⟦j⟧ for protected values; they are single pieces and pass
through the translation.
"""

from __future__ import annotations

import math
import re
import string
from collections import Counter
from collections.abc import Iterator

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers, processors

from sentences.particles import PAIRS
from sentences.values import MARKS

END, UNKNOWN, PAD = "</s>", "<unk>", "<pad>"
PARTICLES = {form for pair in PAIRS.values() for form in pair} | {"에", "에서", "의"}
PLACEHOLDERS = (*(f"⟦{i}⟧" for i in range(10)), *MARKS)
_PLACEHOLDER = re.compile("⟦[0-9a-j]⟧")
ALONE = r"[0-9]|[!-/:-@\[-`{-~²³°±×µ·–—‘’“”…]"


LETTER_SCORE = -20.0
"""Log probability of a single letter: a word is spelled out only where no piece covers it."""


def _word_counts(texts: Iterator[str], splitter: pre_tokenizers.PreTokenizer) -> Counter[str]:
    bare = (_PLACEHOLDER.sub("", text) for text in texts)
    return Counter(word for text in bare for word, _ in splitter.pre_tokenize_str(text))


def _without_particle(word: str, counts: Counter[str]) -> str:
    """The stem of a Korean word with a particle, where the stem occurs too."""
    for particle in sorted(PARTICLES, key=len, reverse=True):
        stem = word.removesuffix(particle)
        if stem != word and len(stem) >= 2 and counts[stem]:
            return stem
    return word


def train_tokenizer(texts: Iterator[str], rarest: int) -> Tokenizer:
    """A tokenizer whose pieces are the words seen at least `rarest` times, particles, and single characters.

    A grammar has few words, each seen often, so whole words as pieces keep sentences short; words never seen
    are spelled letter by letter.
    """
    splitter = pre_tokenizers.Sequence([
        pre_tokenizers.Metaspace(prepend_scheme="first"),
        pre_tokenizers.Split(Regex(ALONE), "isolated"),
    ])
    counts = _word_counts(texts, splitter)
    stems: Counter[str] = Counter({particle: rarest for particle in PARTICLES})
    for word, count in counts.items():
        stems[_without_particle(word, counts)] += count
    letters = sorted({*string.printable.strip(), *"²³°±×µ·–—‘’“”…▁", *(c for word in counts for c in word)})
    for word in [w for w in stems if stems[w] >= rarest]:
        stems[word[0] + word[1:].capitalize()] += 1
    words = sorted(w for w, n in stems.items() if len(w) > 1 and max(n, stems[w.lower()]) >= rarest)
    total = sum(stems.values())
    pieces = [(special, 0.0) for special in (END, UNKNOWN, PAD)]
    pieces += [(letter, LETTER_SCORE) for letter in letters]
    pieces += [(word, math.log(stems[word] / total)) for word in words]
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=1))
    tokenizer.pre_tokenizer = splitter
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="first")
    tokenizer.add_special_tokens([END, UNKNOWN, PAD])
    tokenizer.add_tokens([AddedToken(mark, normalized=False) for mark in PLACEHOLDERS])
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"$A {END}", special_tokens=[(END, tokenizer.token_to_id(END))]
    )
    return tokenizer
