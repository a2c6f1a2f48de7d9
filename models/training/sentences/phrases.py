"""Phrases in both languages: defects with their qualities, surfaces, places, quantities, codes."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from random import Random

import vocabulary
from sentences import words

GLOSSARY = Path(__file__).parents[3] / "lib/text/glossary/default-glossary.csv"


@dataclass(frozen=True)
class Phrase:
    en: str
    ko: str
    mass: bool = False
    """Takes no indefinite article in English."""

    def of(self, en: str, ko: str) -> "Phrase":
        """The phrase in wider ones; `{}` stands for it."""
        return Phrase(en.format(self.en), ko.format(self.ko), self.mass)


def _glossary() -> list[Phrase]:
    with GLOSSARY.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        Phrase(en, row["ko"], en in words.MASS)
        for row in rows
        for en in (row["en"], *filter(None, row["en_variants"].split("|")))
    ]


TERMS = _glossary()
_BY_EN = {term.en: term for term in TERMS}
RENDERED = [_BY_EN[en] for term in vocabulary.DEFECTS for en in term.en]
"""The defect words of the captioner, a subset of `TERMS`."""
DEFECT = Phrase("defect", "결함")
LOOKALIKES = [
    Phrase(term.en[0], term.ko[0], mass=term.id not in ("water_mark", "shadow")) for term in vocabulary.LOOKALIKES
]
GRID = [Phrase(f"at the {place.en[0]}", place.ko[0]) for place in vocabulary.PLACES]
ELSEWHERE = [Phrase(*pair) for pair in words.ELSEWHERE]
SURFACES = [Phrase(f"{material.en[0]} surface", f"{material.ko[0]} 표면") for material in vocabulary.MATERIALS]
MATERIALS = [(material.en[0], material.ko[0]) for material in vocabulary.MATERIALS] + list(words.MATERIALS)
SIZES = [(size.en[0], size.ko[0]) for size in vocabulary.SIZES]


def plural(en: str) -> str:
    if en.endswith(("s", "ch", "sh", "x")):
        return en + "es"
    return en[:-1] + "ies" if en.endswith("y") and en[-2] not in "aeiou" else en + "s"


def defect(rng: Random) -> Phrase:
    """A defect word, half of the time one of the captioner's."""
    return rng.choice(RENDERED if rng.random() < 0.5 else TERMS) if rng.random() < 0.97 else DEFECT


def qualified(rng: Random, term: Phrase) -> Phrase:
    """`term` with its size or another quality in front, at times with two, at times bare."""
    draw = rng.random()
    if draw < 0.45:
        return term.of(*_before(rng.choice(SIZES)))
    if draw < 0.6:
        return term.of(*_before(rng.choice(words.QUALITIES)))
    if draw < 0.65:
        return term.of(*_before(rng.choice(words.QUALITIES))).of(*_before(rng.choice(SIZES)))
    return term


def _before(pair: tuple[str, str]) -> tuple[str, str]:
    return pair[0] + " {}", pair[1] + " {}"


def surface(rng: Random) -> Phrase:
    """What the defect is on: mostly a surface of a known material, else a thing or a part, at times coloured."""
    draw = rng.random()
    if draw < 0.5:
        return rng.choice(SURFACES)
    if draw < 0.75:
        thing, material = rng.choice(words.THINGS), rng.choice(MATERIALS)
        phrase = Phrase(*thing).of(*_before(material)) if thing[0] not in material[0] else Phrase(*thing)
    else:
        phrase = Phrase(*rng.choice(words.PARTS))
        if rng.random() < 0.3:
            phrase = phrase.of(*_before(rng.choice(MATERIALS)))
        elif rng.random() < 0.2:
            phrase = phrase.of("{} surface", "{} 표면")
    return phrase.of(*_before(rng.choice(words.COLOURS))) if rng.random() < 0.2 else phrase


def place(rng: Random) -> Phrase:
    return rng.choice(GRID if rng.random() < 0.75 else ELSEWHERE)


def counted(rng: Random, term: Phrase) -> Phrase:
    """A number of defects: "two dents" is 찍힘 두 개, "12 dents" is 찍힘 12개."""
    many = term.en if term.mass or term.en.startswith("⟦") else plural(term.en)
    if rng.random() < 0.6:
        numeral, count = rng.choice(words.NUMERALS)
        return Phrase(f"{numeral} {many}", f"{term.ko} {count}", mass=True)
    number = rng.randint(2, 40)
    return Phrase(f"{number} {many}", f"{term.ko} {number}개", mass=True)
