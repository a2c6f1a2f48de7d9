"""What can be said about a picture, in English and Korean.

`captions` and `sentence_ko` describe one picture for the captioner and the translator;
`prompts` lists every short text the CLIP text tower learns, each with the attributes it speaks of.
A picture is anything with the integer attributes `defect`, `material`, `place`, `size` and
`lookalike`: indices into the tuples of `vocabulary`, -1 where there is none, defect 0 for a good part.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Protocol

from vocabulary import CLASSES, DEFECTS, LOOKALIKES, MATERIALS, PLACES, SIZES, Term

SILENT = -1
"""The text says nothing of this attribute."""

ANY_DEFECT = len(CLASSES)
"""The text says that there is a defect, not which."""


class Described(Protocol):
    defect: int
    material: int
    place: int
    size: int
    lookalike: int


def article(words: str) -> str:
    """`words` behind its indefinite article."""
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"


def subject(word: str) -> str:
    """`word` with the Korean subject particle, 이 after a final consonant and 가 after none."""
    final = (ord(word[-1]) - ord("가")) % 28
    return word + ("이" if final else "가")


def countable(noun: Term) -> str:
    """The standard noun as it stands behind an article: rust is a mass, a rust spot can be counted."""
    return noun.en[1] if noun.id == "rust" else noun.en[0]


def with_lookalike(term: Term) -> str:
    return article(term.en[0]) if term.id in ("water_mark", "shadow") else term.en[0]


def captions(r: Described) -> list[str]:
    """English captions of a picture, the full and standard one first; each has five words or more."""
    surface = f"{MATERIALS[r.material].en[0]} surface"
    if r.defect == 0:
        good = [
            f"a clean {surface} without any defect",
            f"a good {surface} with no defect",
            f"the {surface} is free of defects",
        ]
        if r.lookalike >= 0:
            seen = with_lookalike(LOOKALIKES[r.lookalike])
            good.append(f"{article(surface)} with {seen} and without any defect")
        return good
    noun, place, size = CLASSES[r.defect], PLACES[r.place].en[0], SIZES[r.size].en[0]
    main, other = countable(noun), noun.en[0] if noun.id == "rust" else noun.en[1]
    return [
        f"a {size} {main} at the {place} of {article(surface)}",
        f"there is a {size} {main} at the {place} of the {surface}",
        f"{article(surface)} with a {size} {main} at the {place}",
        f"{article(main)} at the {place} of {article(surface)}",
        f"{size} {other} at the {place} of {article(surface)}",
    ]


def sentence_ko(r: Described) -> str:
    """The Korean sentence of the full caption, in the standard terms of the glossary."""
    surface = f"{MATERIALS[r.material].ko[0]} 표면"
    if r.defect == 0:
        return f"{surface}에 결함이 없습니다."
    noun = subject(CLASSES[r.defect].ko[0])
    return f"{surface} {PLACES[r.place].ko[0]}에 {SIZES[r.size].ko[0]} {noun} 있습니다."


@dataclass(frozen=True)
class Prompt:
    """A text for the CLIP tower and the attributes it speaks of (`SILENT` where it does not)."""

    text: str
    language: str
    defect: int = SILENT
    material: int = SILENT
    place: int = SILENT
    size: int = SILENT
    lookalike: int = SILENT


TEMPLATES = {
    "en": ("{}", "a photo of a {}", "a photo of {}", "a surface with a {}", "{} defect", "a close-up photo of a {}",
           "a photo of a {} on a surface", "an industrial inspection photo of a {}", "a part with a {}"),
    "ko": ("{}", "{} 사진", "{} 결함", "표면의 {}", "{} 결함 사진", "{}이 있는 부품", "표면에 {} 있음", "{} 검사 사진"),
}
"""How a bare noun is put; the first is the noun alone. The word 이 is corrected to 가 where the noun needs it."""

GOOD = {
    "en": ("good part", "a photo of a good part", "no defect", "ok", "a normal surface", "normal", "normal surface",
           "a clean surface", "clean surface", "a flawless surface", "a defect-free surface",
           "a surface without any defect", "a surface without defects", "a photo of a surface without defects",
           "a photo of a normal surface", "a photo of a clean surface", "an undamaged part", "a good product"),
    "ko": ("양품", "양품 사진", "정상", "정상 표면", "정상 표면 사진", "결함 없음", "결함이 없는 표면", "결함 없는 표면",
           "깨끗한 표면", "깨끗한 표면 사진", "이상 없음", "합격품", "양호", "정상 제품"),
}
DEFECTIVE = {
    "en": ("defect", "a defect", "a photo of a defect", "a defective part", "a photo of a defective part",
           "a surface with a defect", "damaged", "a damaged surface", "a damaged part", "a faulty product"),
    "ko": ("결함", "불량", "불량품", "불량품 사진", "결함 사진", "결함이 있는 표면", "손상된 표면", "불량 제품"),
}
METALS = ("brushed_metal", "ground_metal", "machined_metal", "casting")


def _put(template: str, noun: str) -> str:
    if "{}이" in template:
        return template.replace("{}이", subject(noun))
    if "a {}" in template:
        return template.replace("a {}", article(noun))
    return template.format(noun)


def _nouns(term: Term, language: str) -> tuple[str, ...]:
    return term.en if language == "en" else term.ko


def _bare() -> list[Prompt]:
    out = [Prompt(text, lang, defect=0) for lang in GOOD for text in GOOD[lang]]
    out += [Prompt(text, lang, defect=ANY_DEFECT) for lang in DEFECTIVE for text in DEFECTIVE[lang]]
    for lang, templates in TEMPLATES.items():
        for i, term in enumerate(DEFECTS, 1):
            out += [Prompt(_put(t, n), lang, defect=i) for t, n in product(templates, _nouns(term, lang))]
        for i, term in enumerate(LOOKALIKES):
            plain = [t for t in templates if "defect" not in t and "결함" not in t]
            out += [Prompt(_put(t, n), lang, lookalike=i) for t, n in product(plain, _nouns(term, lang))]
    return out


def _on_material() -> list[Prompt]:
    out = []
    for m, material in enumerate(MATERIALS):
        en, ko = material.en[0], material.ko[0]
        surface = {"en": f"{en} surface", "ko": f"{ko} 표면"}
        out += [Prompt(t, "en", material=m) for t in (en, surface["en"], f"a photo of {article(surface['en'])}")]
        out += [Prompt(t, "ko", material=m) for t in (ko, surface["ko"], f"{ko} 사진", f"{ko} 표면 사진")]
        out += [Prompt(t, "en", 0, m) for t in (f"a clean {en} surface", f"a good {en} surface with no defect",
                                                f"a photo of a clean {en} surface without any defect")]
        out += [Prompt(t, "ko", 0, m) for t in (f"깨끗한 {ko} 표면", f"결함 없는 {ko} 표면", f"{ko} 양품")]
        out.append(Prompt(f"a defective {en} surface", "en", ANY_DEFECT, m))
        out.append(Prompt(f"불량 {ko}", "ko", ANY_DEFECT, m))
        for d, term in enumerate(DEFECTS, 1):
            for noun in term.en:
                out.append(Prompt(f"{article(noun)} on {article(surface['en'])}", "en", d, m))
                out.append(Prompt(f"a photo of {article(noun)} on {article(surface['en'])}", "en", d, m))
            out += [Prompt(f"{surface['ko']}의 {noun}", "ko", d, m) for noun in term.ko]
            out += [Prompt(f"{surface['ko']}에 {subject(noun)} 있음", "ko", d, m) for noun in term.ko]
    return out


def _on_any_metal() -> list[Prompt]:
    """Prompts that only say "metal" hold for every metal: they stay silent about the material."""
    out = [Prompt("a photo of a good part on a metal surface", "en", 0), Prompt("금속 표면의 양품", "ko", 0)]
    for d, term in enumerate(DEFECTS, 1):
        out += [Prompt(f"{head}{article(n)} on a metal surface", "en", d) for n in term.en for head in ("", "a photo of ")]
        out += [Prompt(f"금속 표면의 {n}", "ko", d) for n in term.ko]
    return out


def _sized_and_placed() -> list[Prompt]:
    out = []
    for (d, term), (s, size) in product(enumerate(DEFECTS, 1), enumerate(SIZES)):
        out.append(Prompt(f"a {size.en[0]} {countable(term)}", "en", d, size=s))
        out.append(Prompt(f"{size.ko[0]} {term.ko[0]}", "ko", d, size=s))
    for (d, term), (p, place) in product(enumerate(DEFECTS, 1), enumerate(PLACES)):
        out.append(Prompt(f"{article(countable(term))} at the {place.en[0]}", "en", d, place=p))
        out.append(Prompt(f"{place.ko[0]}에 {term.ko[0]}", "ko", d, place=p))
    return out


def prompts() -> list[Prompt]:
    """Every short text of the CLIP tower's training, in a fixed order, each text once."""
    unique = {p.text: p for p in (*_bare(), *_on_any_metal(), *_on_material(), *_sized_and_placed())}
    return list(unique.values())


def class_texts(language: str, templates: int = 4) -> list[list[str]]:
    """Texts to average for each of `CLASSES` when a picture is judged: standard nouns, plain templates."""
    return [list(GOOD[language][:templates])] + [
        [_put(t, _nouns(term, language)[0]) for t in TEMPLATES[language][:templates]] for term in DEFECTS
    ]
