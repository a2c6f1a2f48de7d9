import type { Region } from '../inspection/record';
import type { Term } from './glossary/glossary';
import { quotedQuantity } from './glossary/severity';
import type { TextLanguage } from './language';

const WORDS: Record<'length' | 'area' | 'size', Record<TextLanguage, (value: string) => string>> = {
  length: { ko: (value) => `길이 ${value}`, en: (value) => `${value} long` },
  area: { ko: (value) => `면적 ${value}`, en: (value) => `${value} large` },
  size: { ko: (value) => `크기 ${value}`, en: (value) => `${value} wide` },
};

/** The measured value that a report quotes of a region, such as `3.2 mm` or `41 px²`; none for terms without size. */
export function measuredValue(term: Term | undefined, region: Region): string | undefined {
  const kind = term?.quote ?? 'length';
  if (kind === 'none' || kind === 'count') return undefined;
  const { mm, px } = quotedQuantity(term, region);
  const square = kind === 'area' ? '²' : '';
  return mm === undefined ? `${Math.round(px)} px${square}` : `${roundMillimetres(mm)} mm${square}`;
}

/** The value as a phrase of the language: `길이 3.2 mm`, `3.2 mm long`. */
export function quantityPhrase(term: Term | undefined, value: string, language: TextLanguage): string {
  const kind = term?.quote === 'area' || term?.quote === 'size' ? term.quote : 'length';
  return WORDS[kind][language](value);
}

/** Two digits below a millimetre, one up to a hundred, none above: about the resolution of a calibrated camera. */
function roundMillimetres(mm: number): string {
  return mm.toFixed(mm < 1 ? 2 : mm < 100 ? 1 : 0);
}
