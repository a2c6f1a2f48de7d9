"""The translation corpus: English sentences with their Korean, drawn without end from the grammar.

A combination is a sentence shape with the words in its slots (numbers aside). One combination in twenty,
chosen by hash, is held out: it is never trained on, and the scores are measured on it alone.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from random import Random

from grammar import article
from sentences import phrases, quantities, shapes
from sentences.noise import disturb
from sentences.particles import with_particle
from sentences.phrases import Phrase
from sentences.values import behind_marks

HELD_OUT_SHARE = 0.05
PROTECTED_SHARE = 0.4
MARKED_SHARE = 0.7
"""Sentences with their values behind placeholders, as the product sends them."""
_SLOT = re.compile(r"\{(?:(a) )?(\w+)(?::(\S+?))?\}")


@dataclass(frozen=True)
class Pair:
    en: str
    ko: str
    combination: str

    @property
    def held_out(self) -> bool:
        digest = blake2b(self.combination.encode(), digest_size=4).digest()
        return int.from_bytes(digest) < HELD_OUT_SHARE * 2**32


def _protected(rng: Random, term: Phrase, used: list[int], share: float) -> Phrase:
    """At times a placeholder in the term's stead, as the product protects the terms of its glossary."""
    if share == 0 or share < 1 and rng.random() >= share:
        return term
    mark = len(used) if share == 1 or rng.random() < 0.8 else rng.choice([i for i in range(10) if i not in used])
    used.append(mark)
    return Phrase(f"⟦{mark}⟧", f"⟦{mark}⟧", term.mass and rng.random() < 0.5)


def _fillings(rng: Random, slots: set[str], protected_share: float) -> dict[str, Phrase]:
    used: list[int] = []

    def noun() -> Phrase:
        return phrases.qualified(rng, _protected(rng, phrases.defect(rng), used, protected_share))

    makers = {
        "n": noun,
        "m": noun,
        "o": noun,
        "c": lambda: phrases.counted(rng, noun()),
        "s": lambda: phrases.surface(rng),
        "t": lambda: phrases.surface(rng),
        "p": lambda: phrases.place(rng),
        "l": lambda: rng.choice(phrases.LOOKALIKES),
        "q": lambda: Phrase(*quantities.measures(rng)),
        "v": lambda: Phrase(*(quantities.amount(rng),) * 2),
        "h": lambda: Phrase(*quantities.share(rng)),
        "k": lambda: Phrase(*quantities.code(rng)),
        "k2": lambda: Phrase(*quantities.code(rng)),
    }
    return {slot: makers[slot]() for slot in sorted(slots)}


def _written(template: str, filled: dict[str, Phrase], language: str) -> str:
    def write(match: re.Match[str]) -> str:
        indefinite, slot, particle = match.groups()
        phrase = filled[slot]
        words = getattr(phrase, language)
        if particle:
            return with_particle(words, particle)
        return article(words) if indefinite and not phrase.mass else words

    return _SLOT.sub(write, template)


def draw(rng: Random, protected_share: float = PROTECTED_SHARE) -> Pair:
    """A sentence pair as it is, without noise. With no terms or all of them behind placeholders, equal states of
    `rng` draw the same sentence."""
    (table,) = rng.choices([t for t, _ in shapes.WEIGHTED], [w for _, w in shapes.WEIGHTED])
    template_en, template_ko = rng.choice(table)
    filled = _fillings(rng, {match[1] for match in _SLOT.findall(template_en)}, protected_share)
    en, ko = _written(template_en, filled, "en"), _written(template_ko, filled, "ko")
    words = "|".join(p.en for slot, p in sorted(filled.items()) if slot in "nmocstpl")
    combination = template_en + "|" + re.sub(r"\d+", "#", words)
    if rng.random() < 0.2:
        en = en.replace("a ⟦", "an ⟦")
    style = rng.random()
    if style < 0.12:
        en, ko = en[0].upper() + en[1:] + ".", ko + "."
    elif style < 0.18:
        en, ko = en + ".", ko + "."
    elif style < 0.22:
        en = en[0].upper() + en[1:]
    return Pair(en, ko, combination)


def training_pair(rng: Random) -> Pair:
    """A pair whose combination is not held out; one in three disturbed, so that odd input stays harmless."""
    while (pair := draw(rng)).held_out:
        continue
    en, ko = disturb(rng, pair.en, pair.ko) if rng.random() < 0.33 else (pair.en, pair.ko)
    if rng.random() < MARKED_SHARE:
        en, ko = behind_marks(en, ko)
    return Pair(en, ko, pair.combination)


def text_stream(seed: int, pairs: int) -> Iterator[str]:
    """Both sides of training pairs, for the tokenizer."""
    rng = Random(seed)
    for _ in range(pairs):
        pair = training_pair(rng)
        yield pair.en
        yield pair.ko


def held_out_pairs(seed: int, count: int) -> list[Pair]:
    """Distinct held-out pairs, the same for the same seed."""
    rng, found = Random(seed), {}
    while len(found) < count:
        pair = draw(rng)
        if pair.held_out:
            found.setdefault(pair.en, pair)
    return list(found.values())


def plain_held_out_pairs(seed: int, count: int) -> list[Pair]:
    """Distinct pairs in plain words whose combination is held out, and also the one that is left with every term
    behind a placeholder, which is what the product lets the model read."""
    found: dict[str, Pair] = {}
    for number in itertools.count():
        pair, marked = (draw(Random(f"{seed}/{number}"), share) for share in (0, 1))
        if not (pair.held_out and marked.held_out):
            continue
        # Sentences without a term need to pass once only: twice would make them twenty times too many.
        if pair.combination != marked.combination or Random(f"{seed}/{number}/once").random() < HELD_OUT_SHARE:
            found.setdefault(pair.en, pair)
        if len(found) == count:
            return list(found.values())
