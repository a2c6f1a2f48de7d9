"""Reads back from a caption what it claims."""

from __future__ import annotations

import numpy as np

from learning.measures import accuracy
from vocabulary import DEFECTS, MATERIALS, PLACES, SIZES, Term

NOTHING = -1


def _mentioned(text: str, terms: tuple[Term, ...]) -> int:
    """Index of the term with the longest wording in the text."""
    found = [(len(word), i) for i, term in enumerate(terms) for word in term.en if word in text]
    return max(found)[1] if found else NOTHING


def read(text: str) -> tuple[int, int, int, int]:
    """Defect (0: good), material, place and size that a caption names, -1 where it names none."""
    material = _mentioned(text, MATERIALS)
    if any(words in text for words in ("without any defect", "no defect", "free of defects")):
        return 0, material, NOTHING, NOTHING
    surfaceless = text.replace(MATERIALS[material].en[0], "") if material >= 0 else text
    defect = _mentioned(surfaceless, DEFECTS)
    return (defect + 1 if defect >= 0 else NOTHING), material, _mentioned(text, PLACES), _mentioned(text, SIZES)


def score(texts: list[str], labels: np.ndarray) -> dict[str, float]:
    """Noun, place, size and material of visible defects; `good` of good parts; place where the defect was found."""
    said = np.array([read(t) for t in texts])
    bad, good = (labels["defect"] > 0) & labels["visible"], labels["defect"] == 0
    found, clear = bad & (said[:, 0] > 0), bad & (said[:, 0] > 0) & (labels["border"] > 6)
    figures = {
        "noun": accuracy(said[bad, 0], labels["defect"][bad]),
        "good": accuracy(said[good, 0], labels["defect"][good]),
        "place": accuracy(said[found, 2], labels["place"][found]),
        "place_clear": accuracy(said[clear, 2], labels["place"][clear]),
        "place_all": accuracy(said[bad, 2], labels["place"][bad]),
        "material": accuracy(said[bad | good, 1], labels["material"][bad | good]),
        "size": accuracy(said[found, 3], labels["size"][found]),
    }
    shortest = min(len(t.split()) for t in texts)
    return {name: round(value, 4) for name, value in figures.items()} | {"fewest_words": shortest}
