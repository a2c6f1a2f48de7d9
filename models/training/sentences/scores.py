"""Scores of translations: exact sentences, chrF, and whether numbers and placeholders came through."""

from __future__ import annotations

import re
from collections import Counter

_DIGITS = re.compile(r"\d+")
_PLACEHOLDERS = re.compile("⟦[0-9a-j]⟧")
_UNITS = re.compile(r"(?<=[\d ])(mm²|px²|cm²|mm2|mm|px|µm|um|cm|inch|%|°|±|×)(?![a-z])")


def numbers(text: str) -> Counter[str]:
    """Runs of digits outside placeholders, with how often each stands in the text."""
    return Counter(_DIGITS.findall(_PLACEHOLDERS.sub("", text)))


def numbers_and_units_kept(source: str, translation: str) -> bool:
    return numbers(source) == numbers(translation) and Counter(_UNITS.findall(source)) == Counter(
        _UNITS.findall(translation))


def placeholders_kept(source: str, translation: str) -> bool:
    return Counter(_PLACEHOLDERS.findall(source)) == Counter(_PLACEHOLDERS.findall(translation))


def invents_number(source: str, translation: str) -> bool:
    """Whether the translation holds a number that the source does not, or holds one more often."""
    return bool(numbers(translation) - numbers(source))


def loses_number(source: str, translation: str) -> bool:
    return bool(numbers(source) - numbers(translation))


def _ngrams(text: str, order: int) -> Counter[str]:
    letters = "".join(text.split())
    return Counter(letters[i : i + order] for i in range(len(letters) - order + 1))


def chrf(references: list[str], translations: list[str], highest: int = 6, beta: float = 2.0) -> float:
    """Character n-gram F score of a corpus, 0 … 1 (Popović 2015: orders 1 to 6, beta 2, spaces left out)."""
    scores = []
    for order in range(1, highest + 1):
        common = wanted = given = 0
        for reference, translation in zip(references, translations, strict=True):
            right, found = _ngrams(reference, order), _ngrams(translation, order)
            common += (right & found).total()
            wanted += right.total()
            given += found.total()
        if wanted == 0:
            continue
        precision, recall = common / given if given else 0.0, common / wanted
        total = beta**2 * precision + recall
        scores.append((1 + beta**2) * precision * recall / total if total else 0.0)
    return sum(scores) / len(scores)
