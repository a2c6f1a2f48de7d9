"""Korean particles after any word: Hangul, digits and Latin letters as they are read aloud."""

from __future__ import annotations

PAIRS = {"이": ("이", "가"), "은": ("은", "는"), "을": ("을", "를"), "과": ("과", "와"), "으로": ("으로", "로")}
"""Key: form after a final consonant; value: forms after a final consonant and after none."""

READ_WITH_FINAL = set("013678lmnr")
"""Read 영, 일, 삼, 육, 칠, 팔, 엘, 엠, 엔, 알: with a final consonant."""
READ_WITH_RIEUL = set("178lr")


def _final(character: str) -> tuple[bool, bool]:
    """Whether `character` ends in a consonant, and whether that is ㄹ."""
    offset = ord(character) - ord("가")
    if 0 <= offset <= ord("힣") - ord("가"):
        return offset % 28 != 0, offset % 28 == 8
    lower = character.lower()
    return lower in READ_WITH_FINAL, lower in READ_WITH_RIEUL


def with_particle(words: str, particle: str) -> str:
    """`words` and the right form of `particle` (a key of `PAIRS`).

    A placeholder such as ⟦0⟧ takes the form after a consonant: the term put in its place decides later.
    """
    after_consonant, after_vowel = PAIRS[particle]
    if words.endswith("⟧"):
        return words + after_consonant
    consonant, rieul = _final(words[-1])
    if particle == "으로" and rieul:
        return words + after_vowel
    return words + (after_consonant if consonant else after_vowel)
