import { assertEnglish } from './hedges-en';
import { assertKorean } from './hedges-ko';
import words from './hedges.json';
import type { TextLanguage } from './language';

/** Words that make a statement unsure, by language. */
export const HEDGES: Record<TextLanguage, readonly string[]> = words;

/** The hedges of the list (default: of both languages) that stand in the text, in list order. */
export function findHedges(text: string, list: readonly string[] = [...HEDGES.en, ...HEDGES.ko]): string[] {
  const plain = ` ${text.toLowerCase().replace(/[\s.,;:!?()"']+/g, ' ')} `;
  return list.filter((hedge) => {
    const wanted = hedge.trim().toLowerCase();
    return wanted !== '' && plain.includes(bounded(wanted));
  });
}

/** English hedges are whole words; Korean ones take endings, and those that start with a particle or noun end a word. */
function bounded(hedge: string): string {
  if (/[a-z]$/.test(hedge)) return ` ${hedge} `;
  return /^(?:로|수도|지도) /.test(hedge) ? hedge : ` ${hedge}`;
}

/** The statement without its hedges, and the hedges taken out, as they stood. A text without any comes back as it is. */
export function removeHedges(text: string, language: TextLanguage): { text: string; removed: string[] } {
  return language === 'ko' ? assertKorean(text) : assertEnglish(text);
}
