"""English words and phrases with their Korean, beyond those of `vocabulary`."""

from __future__ import annotations


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    return tuple(tuple(part.strip() for part in line.split("=")) for line in text.strip().splitlines())


def _list(text: str) -> list[str]:
    return [item.strip() for line in text.strip().splitlines() for item in line.split(",")]


MATERIALS = _pairs("""
metal = 금속
metallic = 금속
plastic = 플라스틱
steel = 강철
stainless steel = 스테인리스
aluminum = 알루미늄
aluminium = 알루미늄
copper = 구리
brass = 황동
iron = 철
rubber = 고무
wooden = 목재
leather = 가죽
paper = 종이
silicone = 실리콘
carbon fiber = 탄소섬유
concrete = 콘크리트
plated = 도금
polished = 연마
coated = 코팅
""")

THINGS = _pairs("""
surface = 표면
plate = 판
part = 부품
panel = 패널
sheet = 시트
cover = 커버
housing = 하우징
bracket = 브래킷
frame = 프레임
plate surface = 판 표면
component = 부품
object = 물체
piece = 조각
case = 케이스
""")

PARTS = _pairs("""
bolt = 볼트
nut = 너트
screw = 나사
washer = 와셔
gear = 기어
shaft = 샤프트
bearing = 베어링
connector = 커넥터
connector pin = 커넥터 핀
weld seam = 용접부
weld = 용접부
solder joint = 솔더 접합부
pad = 패드
chip component = 칩 부품
lens = 렌즈
window = 창
door = 도어
bumper = 범퍼
hood = 후드
wheel = 휠
pipe = 파이프
tube = 튜브
valve = 밸브
spring = 스프링
flange = 플랜지
gasket = 개스킷
sealing = 실링
cable = 케이블
wire = 전선
button = 버튼
display = 디스플레이
screen = 화면
battery = 배터리
motor = 모터
pump = 펌프
cap = 캡
bottle = 병
label sticker = 라벨 스티커
box = 상자
film = 필름
tile = 타일
coil = 코일
blade = 블레이드
ring = 링
piston = 피스톤
cylinder = 실린더
hinge = 힌지
handle = 손잡이
wafer = 웨이퍼
terminal = 단자
machine = 기계
product = 제품
""")

COLOURS = _pairs("""
black = 검은색
white = 흰색
grey = 회색
gray = 회색
silver = 은색
red = 빨간색
blue = 파란색
green = 녹색
yellow = 노란색
brown = 갈색
orange = 주황색
dark = 어두운
bright = 밝은
shiny = 광택 있는
clean = 깨끗한
old = 오래된
new = 새
round = 둥근
flat = 평평한
curved = 굽은
""")

QUALITIES = _pairs("""
tiny = 아주 작은
big = 큰
huge = 매우 큰
very small = 매우 작은
long = 긴
short = 짧은
deep = 깊은
shallow = 얕은
thin = 가는
wide = 넓은
narrow = 좁은
fine = 미세한
slight = 경미한
minor = 경미한
severe = 심한
serious = 심각한
faint = 희미한
visible = 눈에 띄는
clear = 뚜렷한
straight = 직선형
curved = 곡선형
round = 둥근
circular = 원형
irregular = 불규칙한
local = 국부적인
black = 검은색
white = 흰색
brown = 갈색
red = 빨간색
dark = 어두운
bright = 밝은
single = 단일
""")

ELSEWHERE = _pairs("""
at the upper left = 좌측 상단
at the upper right = 우측 상단
at the lower left = 좌측 하단
at the lower right = 우측 하단
in the top left corner = 좌측 상단 모서리
in the top right corner = 우측 상단 모서리
in the bottom left corner = 좌측 하단 모서리
in the bottom right corner = 우측 하단 모서리
in the corner = 모서리
in the middle = 중앙
in the center = 중앙
on the left = 좌측
on the right = 우측
on the left side = 좌측
on the right side = 우측
at the top = 상단
at the bottom = 하단
on the edge = 가장자리
along the edge = 가장자리
near the edge = 가장자리 부근
near the hole = 구멍 부근
near the center = 중앙 부근
on the left edge = 좌측 가장자리
on the right edge = 우측 가장자리
on the back = 뒷면
on the front = 앞면
on the inside = 내측
on the outside = 외측
""")
"""Places outside the 3 × 3 grid, with their preposition."""

NUMERALS = _pairs("""
two = 두 개
three = 세 개
four = 네 개
five = 다섯 개
six = 여섯 개
seven = 일곱 개
eight = 여덟 개
nine = 아홉 개
ten = 열 개
several = 여러 개
many = 다수
some = 일부
multiple = 다수
a few = 몇 개
a couple of = 몇 개
""")
"""Words stay words and digits stay digits: a digit of the translation always stands in the source."""

MASS = frozenset(_list("""
rust, corrosion, white rust, abrasion, porosity, contamination, dirt, foreign matter, lint, deformation, whitening
stress whitening, blushing, warpage, jetting, peeling, flaking, yellowing, discoloration, fading, cratering
blistering, orange peel, orange peel texture, poor hiding, underspray, lifting, poor adhesion, debonding
misassembly, spatter, weld spatter, galling, die soldering, solder popping, solvent popping, excess material, mura
chipping, breakage, charring, carbonization, sagging, lack of penetration, incomplete penetration
uneven luminance, insufficient solder, smeared marking, illegible marking, surface delamination, skin delamination
tombstoning, low gloss, trapped slag, flash, mold flash, incomplete fill, underfill, uneven wall thickness
"""))
"""Defect words that take no indefinite article."""
