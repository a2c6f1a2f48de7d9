/** Numbers with their units in running text, for the check that a translation lost and invented none. */

const UNITS: Record<string, string> = {
  mm: 'mm', '㎜': 'mm', millimeter: 'mm', millimetre: 'mm', 밀리미터: 'mm',
  cm: 'cm', '㎝': 'cm', centimeter: 'cm', centimetre: 'cm', 센티미터: 'cm',
  µm: 'µm', μm: 'µm', um: 'µm', '㎛': 'µm', micron: 'µm', micrometer: 'µm', micrometre: 'µm', 마이크로미터: 'µm',
  'mm²': 'mm²', mm2: 'mm²', '㎟': 'mm²', 제곱밀리미터: 'mm²',
  px: 'px', pixel: 'px', 픽셀: 'px', 'px²': 'px²',
  inch: 'inch', 'cm²': 'cm²', cm2: 'cm²', 'µm²': 'µm²', 'm²': 'm²', m2: 'm²', px2: 'px²', kg: 'kg',
  'n·m': 'N·m', bar: 'bar', kpa: 'kPa', mpa: 'MPa', rpm: 'rpm', hz: 'Hz', khz: 'kHz', '°c': '℃',
  '%': '%', percent: '%', 퍼센트: '%', '°': '°', degree: '°', 도: '°', '℃': '℃',
}; // prettier-ignore

/**
 * Counts written as words; Korean ones only before a counter or a noun, 열 (ten, but also heat) only before a counter.
 * `one` is left out: it is a pronoun as often.
 */
const COUNTS: Record<string, string> = {
  two: '2', three: '3', four: '4', five: '5', six: '6', seven: '7', eight: '8', nine: '9', ten: '10',
  두: '2', 세: '3', 네: '4', 다섯: '5', 여섯: '6', 일곱: '7', 여덟: '8', 아홉: '9', 열: '10',
}; // prettier-ignore

/** 도 (degree) also begins words such as 도장, so nothing of Hangul but 의 (of) may follow it. */
const UNIT = Object.keys(UNITS)
  .sort((a, b) => b.length - a.length)
  .join('|')
  .replace(/도$|도(?=\|)/, '도(?=의|[^가-힣]|$)');
const NUMBER = new RegExp(
  `⟦[0-9a-j]⟧|([A-Za-z]+-?\\d[\\w-]*)|([-−+±]?)(\\d{1,3}(?:,\\d{3})+(?:\\.\\d+)?|\\d+(?:\\.\\d+)?)\\s*(?:(${UNIT})(?:s|es)?(?![A-Za-z]))?`,
  'gi',
);
const COUNT =
  /\b(two|three|four|five|six|seven|eight|nine|ten)\b|(?<![가-힣])(?:(두|세|네|다섯|여섯|일곱|여덟|아홉|열)\s?(?=개|곳|군데|줄|점|가지|건)|(두|세|네|다섯|여섯|일곱|여덟|아홉)\s(?=[가-힣]))/gi;

/** Numbers in the order of the text, in one spelling: `3.2 mm`, `−5 °`, `12`, and codes such as `LOT-7` as they are. */
export function numbersIn(text: string): string[] {
  const written = [...text.matchAll(NUMBER)].flatMap(([, code, sign, digits, unit]) => {
    if (code) return [code.toUpperCase()];
    return digits
      ? [`${signOf(sign)}${plainNumber(digits)}${unit ? ` ${UNITS[unit.toLowerCase()] ?? unit}` : ''}`]
      : [];
  });
  return [...written, ...countsIn(text)];
}

/** Counts written as words, as digits: two dents, 찍힘 두 개 → 2. */
export function countsIn(text: string): string[] {
  return [...text.matchAll(COUNT)].map(([, ...words]) => COUNTS[words.find(Boolean)!.toLowerCase()]!);
}

export interface NumberCheck {
  /** Nothing lost and nothing invented. */
  kept: boolean;
  lost: string[];
  invented: string[];
}

/** Compares the numbers of a text and its translation, each as often as it stands there. */
export function compareNumbers(source: string, translation: string): NumberCheck {
  const invented = numbersIn(translation);
  const lost = numbersIn(source).filter((number) => {
    const at = invented.indexOf(number);
    if (at >= 0) invented.splice(at, 1);
    return at < 0;
  });
  return { kept: lost.length === 0 && invented.length === 0, lost, invented };
}

function signOf(sign: string | undefined): string {
  return sign === '+' ? '' : sign === '−' ? '-' : (sign ?? '');
}

/** `1,234.50` → 1234.50: digits are kept as written, only the separators of thousands go. */
function plainNumber(digits: string): string {
  return digits.replaceAll(',', '');
}
