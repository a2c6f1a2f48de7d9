"""Measured quantities and codes: every digit, unit and letter comes out as it went in."""

from __future__ import annotations

from random import Random

LENGTH_UNITS = ("mm", "mm", "mm", "px", "px", "µm", "um", "cm", "inch")
AREA_UNITS = ("mm²", "mm²", "px²", "px", "mm2", "cm²")
DIMENSIONS = (
    ("length", "길이", "long"), ("width", "폭", "wide"), ("depth", "깊이", "deep"),
    ("height", "높이", "high"), ("diameter", "지름", "in diameter"), ("thickness", "두께", "thick"),
)
SHARES = (("probability", "확률"), ("confidence", "신뢰도"), ("score", "점수"), ("coverage", "점유율"))
CODES = (("lot", "로트"), ("serial", "시리얼"), ("part number", "품번"), ("line", "라인"), ("station", "공정"),
         ("camera", "카메라"), ("frame", "프레임"), ("model", "모델"), ("region", "영역"))


def _digits(rng: Random, count: int) -> str:
    """`count` digits, at times of two kinds only: repeated digits are what a copying network gets wrong."""
    kinds = rng.sample("0123456789", 2) if rng.random() < 0.35 else "0123456789"
    return "".join(rng.choice(kinds) for _ in range(count))


def number(rng: Random) -> str:
    """A decimal number as instruments print it, from 0 to 99,999; most have one to three digits before the point."""
    whole = str(int(_digits(rng, rng.choice((1, 1, 1, 2, 2, 2, 3, 3, 4, 5)))))
    draw = rng.random()
    if draw < 0.55:
        return f"{whole}.{_digits(rng, rng.choice((1, 1, 2)))}"
    if draw < 0.6 and len(whole) > 3:
        return f"{int(whole):,}"
    return whole


def amount(rng: Random, units: tuple[str, ...] = LENGTH_UNITS) -> str:
    """A number with its unit, at times a range, a product or a tolerance."""
    unit, gap = rng.choice(units), "" if rng.random() < 0.15 else " "
    draw = rng.random()
    if draw < 0.06:
        return f"{number(rng)} ± {number(rng)}{gap}{unit}"
    if draw < 0.1:
        return f"{number(rng)} × {number(rng)}{gap}{unit}"
    if draw < 0.13:
        return f"{number(rng)}-{number(rng)}{gap}{unit}"
    return f"{number(rng)}{gap}{unit}"


def measures(rng: Random) -> tuple[str, str]:
    """One to three named measures: "length 12.5 mm, area 3.1 mm²" is 길이 12.5 mm, 면적 3.1 mm²."""
    named = []
    for en, ko, _ in rng.sample(DIMENSIONS, rng.choice((1, 1, 1, 2, 2, 3))):
        value = amount(rng)
        named.append((f"{en} {value}", f"{ko} {value}"))
    if rng.random() < 0.4:
        value = amount(rng, AREA_UNITS)
        named.append((f"area {value}", f"면적 {value}"))
    if rng.random() < 0.2:
        value = f"{number(rng)}{rng.choice(('°', ' °', ' degrees'))}"
        named.append((f"angle {value}", f"각도 {value.replace('degrees', '도')}"))
    return ", ".join(en for en, _ in named[:3]), ", ".join(ko for _, ko in named[:3])


def share(rng: Random) -> tuple[str, str]:
    en, ko = rng.choice(SHARES)
    value = f"{number(rng)}{rng.choice(('%', ' %'))}" if rng.random() < 0.7 else f"0.{rng.randint(0, 999):03d}"
    return f"{en} {value}", f"{ko} {value}"


def code_value(rng: Random) -> str:
    """Up to three capitals and up to five digits: "A-12", "4711"."""
    letters = "".join(rng.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for _ in range(rng.randint(0, 3)))
    return letters + rng.choice(("", "-") if letters else ("",)) + _digits(rng, rng.randint(1, 5))


def code(rng: Random) -> tuple[str, str]:
    """A named code such as "lot A-12": the code itself is copied."""
    en, ko = rng.choice(CODES)
    value = code_value(rng)
    return f"{en} {value}", f"{ko} {value}"
