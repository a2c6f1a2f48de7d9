"""Sentence shapes: an English template and the Korean one that says the same.

Slots: n, m, o noun phrases of defects; c a counted one; s a surface or part; p a place with its preposition;
l a look-alike; q measures ("length 3.2 mm"); v one amount ("3.2 mm"); h a share ("probability 97 %");
k a code ("lot A-12"). `{a n}` puts the indefinite article, `{n:이}` the Korean particle.
"""

from __future__ import annotations


def _shapes(text: str) -> tuple[tuple[str, str], ...]:
    return tuple(tuple(part.strip() for part in line.split("=>")) for line in text.strip().splitlines())


CAPTIONS = _shapes("""
{a n} {p} of {a s} => {s} {p}에 {n}
there is {a n} {p} of the {s} => {s} {p}에 {n:이} 있음
{a s} with {a n} {p} => {p}에 {n:이} 있는 {s}
{n} {p} of {a s} => {s} {p}에 {n}
""")
"""Those of `grammar.captions`, where a place follows."""

PLAIN = _shapes("""
{a n} on {a s} => {s}에 {n}
{a n} on the {s} => {s}에 {n}
{n} on {s} => {s}에 {n}
{a n} {p} => {p}에 {n}
{n} {p} => {p}에 {n}
{a n} => {n}
{n} => {n}
{n} defect => {n} 결함
a photo of {a n} => {n} 사진
a photo of {a s} => {s} 사진
a photo of {a n} on {a s} => {s}의 {n} 사진
a photo of {a s} with {a n} => {n:이} 있는 {s} 사진
a photo of {a s} with {a n} {p} => {p}에 {n:이} 있는 {s} 사진
a picture of {a s} with {a n} on it => {n:이} 있는 {s} 사진
a close up of {a s} => {s}의 근접 사진
a close up of {a s} with {a n} => {n:이} 있는 {s}의 근접 사진
a close up of {a s} with {a n} on it => {n:이} 있는 {s}의 근접 사진
a close up of {a s} with {a n} {p} => {p}에 {n:이} 있는 {s}의 근접 사진
a close - up of {a s} with {a n} => {n:이} 있는 {s}의 근접 사진
a close-up photo of {a n} => {n} 근접 사진
a black and white photo of {a s} => {s}의 흑백 사진
an image of {a s} with {a n} => {n:이} 있는 {s} 이미지
{a s} with {a n} => {n:이} 있는 {s}
{a s} with {a n} on it => {n:이} 있는 {s}
{a s} that has {a n} on it => {n:이} 있는 {s}
{a s} with {a n} and {a m} => {n:과} {m:이} 있는 {s}
{a s} with {a n} {p} and {a m} => {p}에 {n:과} {m:이} 있는 {s}
{a s} on a white background => 흰색 배경의 {s}
{a s} on a black background => 검은색 배경의 {s}
{a s} on a table => 테이블 위의 {s}
{a s} => {s}
""")

STATEMENTS = _shapes("""
there is {a n} on the {s} => {s}에 {n:이} 있음
there is {a n} {p} => {p}에 {n:이} 있음
there are {c} on the {s} => {s}에 {c:이} 있음
there are {c} {p} of the {s} => {s} {p}에 {c:이} 있음
{c} {p} of the {s} => {s} {p}에 {c}
{c} on {a s} => {s}에 {c}
{c} {p} => {p}에 {c}
{a s} with {c} => {c:이} 있는 {s}
the {s} has {a n} => {s}에 {n:이} 있음
the {s} has {a n} {p} => {s} {p}에 {n:이} 있음
the {s} has {a n} and {a m} => {s}에 {n:과} {m:이} 있음
there is {a n} and {a m} {p} => {p}에 {n:과} {m:이} 있음
{a n} and {a m} on the {s} => {s}에 {n:과} {m}
{a n} was found {p} => {p}에서 {n:이} 발견됨
{a n} was found on the {s} => {s}에서 {n:이} 발견됨
{a n} was detected {p} of the {s} => {s} {p}에서 {n:이} 검출됨
the {s} is damaged by {a n} => {s:이} {n:으로} 손상됨
{a n} near the {m} => {m} 부근에 {n}
{a n} near the {m} of the {s} => {s} {m} 부근에 {n}
{a n}, {a m} and {a o} on the {s} => {s}에 {n}, {m:과} {o}
{n}, {m}, {o} => {n}, {m}, {o}
{n} and {m} => {n:과} {m}
{n} between {a s} and {a t} => {s:과} {t} 사이에 {n}
possibly {a n} {p} of the {s} => {s} {p}에 {n:으로} 추정
possibly {a n} on the {s} => {s}에 {n:으로} 추정
maybe {a n} {p} => {p}에 {n:으로} 추정
probably {a n} => {n:으로} 추정
it may be {a n} => {n:으로} 추정
it looks like {a n} => {n:으로} 보임
what appears to be {a n} {p} => {p}에 {n:으로} 보임
""")

MEASURED = _shapes("""
{a n} of {v} {p} => {p}에 {v} {n}
{a n} of {v} {p} of the {s} => {s} {p}에 {v} {n}
{a n} of {v} on {a s} => {s}에 {v} {n}
{a n}, {v} long, {p} of the {s} => {s} {p}에 길이 {v} {n}
{a n}, {v} long => 길이 {v} {n}
{a n} {v} long {p} of the {s} => {s} {p}에 길이 {v} {n}
{a n}, {v} wide, {p} => {p}에 폭 {v} {n}
{c}, {v} wide => 폭 {v} {c}
{c}, {v} long, on the {s} => {s}에 길이 {v} {c}
{a n} with a length of {v} => 길이 {v} {n}
{a n} with a length of {v} {p} of the {s} => {s} {p}에 길이 {v} {n}
{a n} with a diameter of {v} {p} => {p}에 지름 {v} {n}
{a n} with {q} {p} of the {s} => {s} {p}에 {q}의 {n}
{a n} {p} of the {s}, {q} => {s} {p}에 {n}, {q}
{a n} {p}, {q} => {p}에 {n}, {q}
{n}: {q} => {n}: {q}
{n} {p}: {q} => {p} {n}: {q}
{q} => {q}
{n}, {h} => {n}, {h}
{n} {p} of the {s}, {h} => {s} {p}에 {n}, {h}
{a n} on the {s}, {k} => {s}에 {n}, {k}
{k}: {a n} {p} => {k}: {p}에 {n}
{k}, {k2}: {n} => {k}, {k2}: {n}
the {n} is {v} long => {n}의 길이는 {v}
the {n} measures {v} => {n}의 크기는 {v}
{a n} that is {v} long => 길이 {v} {n}
{a n} that is {v} wide {p} => {p}에 폭 {v} {n}
a {v} {n} => {v} {n}
a {v} {n} {p} of the {s} => {s} {p}에 {v} {n}
a {v} long {n} => 길이 {v} {n}
a {v} long {n} {p} of {a s} => {s} {p}에 길이 {v} {n}
there is a {v} {n} on the {s} => {s}에 {v} {n:이} 있음
{v} from the edge of the {s} => {s} 가장자리에서 {v}
""")

GOOD = _shapes("""
a clean {s} without any defect => 결함이 없는 깨끗한 {s}
a good {s} with no defect => 결함이 없는 양호한 {s}
the {s} is free of defects => {s}에 결함 없음
{a s} with {a l} and without any defect => {l:은} 있으나 결함이 없는 {s}
{a s} with {a l} => {l:이} 있는 {s}
{a l} on the {s} => {s}에 {l}
{a l} {p} of the {s}, not a defect => {s} {p}에 {l}, 결함 아님
no defect on the {s} => {s}에 결함 없음
no {n} on the {s} => {s}에 {n} 없음
no {n} was found => {n} 발견되지 않음
no defect was found on the {s} => {s}에서 결함 발견되지 않음
the {s} has no defects => {s}에 결함 없음
{a s} without defects => 결함이 없는 {s}
{a s} without {a n} => {n:이} 없는 {s}
a photo of a good part => 양품 사진
a good part => 양품
a good {s} => 양호한 {s}
no defect => 결함 없음
no defects found => 결함 없음
a normal {s} => 정상 {s}
a defective {s} => 불량 {s}
a damaged {s} => 손상된 {s}
a photo of a clean {s} => 깨끗한 {s} 사진
""")

WEIGHTED = ((CAPTIONS, 0.18), (PLAIN, 0.14), (STATEMENTS, 0.14), (MEASURED, 0.46), (GOOD, 0.08))
