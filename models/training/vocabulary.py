"""Words that the renderer, the caption grammar and the translation grammar share.

One entry a class, material, place or look-alike: the identifier that manifests and code use,
the English words (the first is the standard one) and the Korean words (likewise).
The Korean standard terms are those of the default glossary of the product.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Term:
    id: str
    en: tuple[str, ...]
    ko: tuple[str, ...]


OK = Term("ok", ("good part",), ("양품",))

DEFECTS = (
    Term("scratch", ("scratch", "scratch mark"), ("스크래치", "긁힘")),
    Term("dent", ("dent", "dented spot"), ("찍힘", "눌림")),
    Term("stain", ("stain", "discoloured stain"), ("오염", "얼룩")),
    Term("crack", ("crack", "hairline crack"), ("균열", "크랙")),
    Term("hole", ("hole", "pit"), ("구멍", "기공")),
    Term("chip", ("chip", "chipped edge"), ("깨짐", "이빠짐")),
    Term("rust", ("rust", "rust spot"), ("녹", "부식")),
    Term("foreign", ("foreign particle", "foreign object"), ("이물", "이물질")),
)

CLASSES = (OK, *DEFECTS)

MATERIALS = (
    Term("brushed_metal", ("brushed metal",), ("헤어라인 금속",)),
    Term("ground_metal", ("ground metal",), ("연마 금속",)),
    Term("machined_metal", ("machined metal",), ("절삭 가공 금속",)),
    Term("casting", ("cast metal",), ("주물",)),
    Term("painted", ("painted",), ("도장",)),
    Term("glossy_plastic", ("glossy plastic",), ("유광 플라스틱",)),
    Term("matte_plastic", ("matte plastic",), ("무광 플라스틱",)),
    Term("glass", ("glass",), ("유리",)),
    Term("pcb", ("circuit board",), ("회로 기판",)),
    Term("printed", ("printed panel",), ("인쇄 패널",)),
    Term("ceramic_tile", ("ceramic",), ("세라믹",)),
    Term("fabric", ("fabric",), ("직물",)),
)

UNSEEN_MATERIALS = ("ceramic_tile", "fabric")
"""Never rendered for training: the first is mild (little structure), the second structured."""

PATTERNED_MATERIALS = ("fabric", "pcb", "printed")

LOOKALIKES = (
    Term("dust", ("dust",), ("먼지",)),
    Term("glare", ("glare",), ("빛 반사",)),
    Term("water_mark", ("water mark",), ("물자국",)),
    Term("tool_mark", ("tool marks",), ("가공 자국",)),
    Term("shadow", ("shadow",), ("그림자",)),
    Term("printed_text", ("printed text",), ("인쇄 문자",)),
)

UNSEEN_LOOKALIKE = "water_mark"

PLACES = (
    Term("top_left", ("top left",), ("좌측 상단",)),
    Term("top_center", ("top center",), ("중앙 상단",)),
    Term("top_right", ("top right",), ("우측 상단",)),
    Term("middle_left", ("middle left",), ("좌측 중앙",)),
    Term("center", ("center",), ("중앙",)),
    Term("middle_right", ("middle right",), ("우측 중앙",)),
    Term("bottom_left", ("bottom left",), ("좌측 하단",)),
    Term("bottom_center", ("bottom center",), ("중앙 하단",)),
    Term("bottom_right", ("bottom right",), ("우측 하단",)),
)
"""Cells of a 3 × 3 grid over the picture, in reading order."""

SIZES = (
    Term("small", ("small",), ("작은",)),
    Term("medium", ("medium-sized",), ("중간 크기의",)),
    Term("large", ("large",), ("큰",)),
)
