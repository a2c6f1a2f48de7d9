"""Measured values and codes behind placeholders, as `lib/text/values.ts` of the product puts them there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

_UNITS = json.loads((Path(__file__).parents[3] / "lib/text/units.json").read_text())
SYMBOLS: tuple[str, ...] = tuple(_UNITS["symbols"])
WORDS: dict[str, str] = _UNITS["words"]
"""A unit written as a word, with what stands for it in a Korean sentence."""

MARKS = tuple(f"⟦{letter}⟧" for letter in "abcdefghij")

_UNIT = "|".join(re.escape(unit) for unit in sorted([*SYMBOLS, *WORDS], key=len, reverse=True))
_RUN = r"(?:[^\s,;:.!?()\[\]\"'⟦⟧…=/\-가-힣]|(?<=\d)[.,:/](?=\d)|-(?=[\dA-Z]))"
_WORD = rf"{_RUN}*\d{_RUN}*"
VALUE = re.compile(rf"{_WORD}(?:\s?[±×]\s?{_WORD})*(?:\s?(?:(?:{_UNIT})(?![A-Za-z])|도(?![가-힣])))?")
"""A word that holds a digit, with its tolerance or its other sides, and its unit."""

COUNT = re.compile(r"\d{1,2}")
"""Stays: a whole number of one or two digits may count something, and Korean counts in its own way."""


def values(text: str) -> Iterator[re.Match[str]]:
    return (match for match in VALUE.finditer(text) if not COUNT.fullmatch(match[0]))


def in_korean(value: str) -> str:
    """`value` as it stands in a Korean sentence: 3.2 degrees is 3.2 도."""
    for word, symbol in WORDS.items():
        if value.endswith(word):
            return value.removesuffix(word) + symbol
    return value


def behind_marks(en: str, ko: str) -> tuple[str, str]:
    """The pair with its values behind ⟦a⟧, ⟦b⟧ … in the order of the English; the pair as it is where the sides
    do not hold the same values, each once."""
    found = [match[0] for match in values(en)]
    wanted = [in_korean(value) for value in found]
    if not found or len(found) > len(MARKS) or len(set(wanted)) < len(wanted):
        return en, ko
    if sorted(wanted) != sorted(match[0] for match in values(ko)):
        return en, ko
    mark_of = dict(zip(wanted, MARKS))

    def marked(text: str) -> str:
        return VALUE.sub(lambda match: mark_of.get(in_korean(match[0]), match[0]), text)

    return marked(en), marked(ko)
