"""Disturbed input: dropped words, unknown words, loose words. What is not understood becomes "…", never a guess."""

from __future__ import annotations

from random import Random

from sentences import phrases, quantities
from sentences.phrases import Phrase

GAP = "…"
"""Stands in the translation for one or more words that are not in the vocabulary."""

_ONSETS = ("", *"b c d f g h j k l m n p qu r s t v w br ch cl cr dr fl gr pl pr sh sk sl sp st str th tr wh".split())
_VOWELS = "a e i o u ai ea ee io oa oo ou y".split()
_CODAS = ("", "n", "r", "t", "l", "s", "ck", "nd", "ng", "st", "mp", "x", "ed", "ing", "ly", "er", "tion")
_FUNCTION_WORDS = (
    "a an the of in on to for with from by at as is are was were be been it its this that and or but not no very "
    "one some all between after before over under has have had can will should please there their his"
).split()
_FILLERS = "very really quite just also still clearly actually here now".split()
_ARTICLES = {"a", "an", "the"}


def unknown_word(rng: Random) -> str:
    """A word of no language that could be English: "strean", "aglaick"."""
    syllables = rng.choice((1, 1, 2, 2, 3))
    word = "".join(rng.choice(_ONSETS) + rng.choice(_VOWELS) for _ in range(syllables)) + rng.choice(_CODAS)
    return word.capitalize() if rng.random() < 0.1 else word


def _without_articles(en: str) -> str:
    kept = [word for word in en.split(" ") if word.lower() not in _ARTICLES]
    return " ".join(kept) or en


def _with_filler(rng: Random, en: str) -> str:
    words = en.split(" ")
    words.insert(rng.randint(0, len(words)), rng.choice(_FILLERS))
    return " ".join(words)


def _loose_words(rng: Random) -> tuple[str, str]:
    """Words in any order, each translated where it stands: numbers copied, function words left out, unknown ones "…"."""
    makers = (
        lambda: phrases.defect(rng),
        lambda: phrases.surface(rng),
        lambda: rng.choice(phrases.LOOKALIKES),
        lambda: Phrase(*(quantities.amount(rng),) * 2),
        lambda: Phrase(*(quantities.number(rng),) * 2),
        lambda: Phrase(*(quantities.code_value(rng),) * 2),
        lambda: Phrase(*(str(rng.randint(0, 99)),) * 2),
        *[lambda: Phrase(rng.choice(_FUNCTION_WORDS), "")] * 5,
        *[lambda: Phrase(unknown_word(rng), GAP)] * 6,
    )
    chosen = [rng.choice(makers)() for _ in range(rng.choice((2, 3, 4, 5, 6, 7, 8, 10, 12, 14)))]
    ko: list[str] = []
    for phrase in chosen:
        if phrase.ko and not (phrase.ko == GAP and ko[-1:] == [GAP]):
            ko.append(phrase.ko)
    return " ".join(p.en for p in chosen), " ".join(ko) or GAP


def _unknown_in(rng: Random, en: str, ko: str) -> tuple[str, str]:
    """One to four unknown words before or behind the sentence."""
    unknown = " ".join(unknown_word(rng) for _ in range(rng.randint(1, 4)))
    joint = rng.choice((", ", " - ", ": ", " "))
    return (f"{en}{joint}{unknown}", f"{ko}{joint}{GAP}") if rng.random() < 0.5 else (
        f"{unknown}{joint}{en}", f"{GAP}{joint}{ko}")


def disturb(rng: Random, en: str, ko: str) -> tuple[str, str]:
    """A disturbed pair: the same meaning said worse, unknown words beside it, or loose words alone."""
    kind = rng.choice(("articles", "filler", "loose", "loose", "unknown"))
    if kind == "articles":
        return _without_articles(en), ko
    if kind == "filler":
        return _with_filler(rng, en), ko
    return _loose_words(rng) if kind == "loose" else _unknown_in(rng, en, ko)
