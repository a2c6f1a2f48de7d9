"""Disturbed input: dropped words, unknown words, loose keywords. What is not understood is copied or left out."""

from __future__ import annotations

from random import Random

from sentences import phrases
from sentences.phrases import Phrase

_ONSETS = "b c d f g h k l m n p r s t v w br ch cl cr dr fl gr pl pr sh sk sl sp st str th tr".split()
_VOWELS = "a e i o u ai ea ee oa oo ou y".split()
_CODAS = ("", "n", "r", "t", "l", "s", "ck", "nd", "ng", "st", "mp", "x")
_FILLERS = "very really quite just also still clearly actually here now".split()
_ARTICLES = {"a", "an", "the"}


def unknown_word(rng: Random) -> str:
    """A word of no language that could be English: "strean", "glaick"."""
    syllables = rng.choice((1, 2, 2, 3))
    return "".join(rng.choice(_ONSETS) + rng.choice(_VOWELS) for _ in range(syllables)) + rng.choice(_CODAS)


def _without_articles(en: str) -> str:
    kept = [word for word in en.split(" ") if word.lower() not in _ARTICLES]
    return " ".join(kept) or en


def _with_filler(rng: Random, en: str) -> str:
    words = en.split(" ")
    words.insert(rng.randint(0, len(words)), rng.choice(_FILLERS))
    return " ".join(words)


def _keywords(rng: Random) -> tuple[str, str]:
    """Loose phrases in any order: each is translated where it stands."""
    makers = (
        lambda: phrases.qualified(rng, phrases.defect(rng)),
        lambda: phrases.surface(rng),
        lambda: Phrase(unknown_word(rng), ""),
        lambda: Phrase(unknown_word(rng), ""),
        lambda: rng.choice(phrases.LOOKALIKES),
    )
    chosen = [rng.choice(makers)() for _ in range(rng.randint(1, 5))]
    gap = rng.choice((" ", ", "))
    return gap.join(p.en for p in chosen), gap.join(p.ko or p.en for p in chosen)


def _unknown_in(rng: Random, en: str, ko: str) -> tuple[str, str]:
    """An unknown word behind the sentence, copied as it is."""
    word = unknown_word(rng)
    joint = rng.choice((", ", " - ", ": "))
    return (f"{en}{joint}{word}", f"{ko}{joint}{word}") if rng.random() < 0.5 else (
        f"{word}{joint}{en}", f"{word}{joint}{ko}")


def disturb(rng: Random, en: str, ko: str) -> tuple[str, str]:
    """A disturbed pair: the same meaning said worse, an unknown word beside it, or loose keywords."""
    kind = rng.choice(("articles", "filler", "keywords", "unknown"))
    if kind == "articles":
        return _without_articles(en), ko
    if kind == "filler":
        return _with_filler(rng, en), ko
    return _keywords(rng) if kind == "keywords" else _unknown_in(rng, en, ko)
