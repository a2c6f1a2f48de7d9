import type { Region } from '../inspection/record';
import type { Term } from './glossary/glossary';
import { quotedQuantity, quotedSize } from './glossary/severity';
import type { TextLanguage } from './language';

const WORDS: Record<'length' | 'area' | 'size', Record<TextLanguage, (value: string) => string>> = {
  length: { ko: (value) => `길이 ${value}`, en: (value) => `${value} long` },
  area: { ko: (value) => `면적 ${value}`, en: (value) => `${value} large` },
  size: { ko: (value) => `크기 ${value}`, en: (value) => `${value} wide` },
};

/**
 * The measured value that a report quotes of a region, such as `3.2 ± 0.1 mm` or `41 px²`; none for terms without size.
 * What stands behind ± is the expanded uncertainty.
 */
export function measuredValue(term: Term | undefined, region: Region): string | undefined {
  const kind = quotedSize(term);
  if (kind === undefined) return undefined;
  const { mm, px, expanded_mm } = quotedQuantity(term, region);
  const square = kind === 'area' ? '²' : '';
  if (mm === undefined) return `${Math.round(px)} px${square}`;
  return `${expanded_mm ? withExpanded(mm, expanded_mm) : roundMillimetres(mm)} mm${square}`;
}

/** The direction of a region where its term quotes it: `35°`. */
export function measuredDirection(term: Term | undefined, { angle }: Region): string | undefined {
  return term?.quote === 'length+direction' ? `${Math.round(angle) % 180}°` : undefined;
}

/** The value as a phrase of the language: `길이 3.2 mm(방향 35°)`, `3.2 mm long (at 35°)`. */
export function quantityPhrase(
  term: Term | undefined,
  value: string,
  language: TextLanguage,
  direction?: string,
): string {
  const phrase = WORDS[quotedSize(term) ?? 'length'][language](value);
  if (!direction) return phrase;
  return language === 'ko' ? `${phrase}(방향 ${direction})` : `${phrase} (at ${direction})`;
}

/** Two digits below a millimetre, one up to a hundred, none above: about the resolution of a calibrated camera. */
function roundMillimetres(mm: number): string {
  return mm.toFixed(mm < 1 ? 2 : mm < 100 ? 1 : 0);
}

/**
 * A value and its uncertainty, which is rounded up to one digit, or two where the first is 1 or 2 (GUM, 7.2.6), at most
 * three decimals.
 */
function withExpanded(value: number, expanded: number): string {
  const place = Math.floor(Math.log10(expanded));
  const decimals = Math.min(3, (expanded / 10 ** place < 3 - 1e-9 ? 1 : 0) - place);
  const unit = 10 ** -decimals;
  const up = (Math.ceil(expanded / unit - 1e-9) * unit).toFixed(Math.max(0, decimals));
  return `${(Math.round(value / unit) * unit).toFixed(Math.max(0, decimals))} ± ${up}`;
}
