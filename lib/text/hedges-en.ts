import { rewrite, tidySpaces, type Rule } from './rewrite';

const SEEM = '(?:appears?|seems?)\\s+to';

/** From the most to the least specific, so that what a rule needs still stands when it comes. */
const RULES: Rule[] = [
  { pattern: /\b(?:i think|i believe|i am not sure but|not sure but)(?: that)?,?\s+/gi, by: '' },
  { pattern: /\bit (?:looks like|seems that|appears that)\s+(?=there\b)/gi, by: '' },
  { pattern: new RegExp(`\\bwhat (?:${SEEM} be|looks like|might be|may be|could be)\\s+`, 'gi'), by: '' },
  { pattern: new RegExp(`\\bthere\\s+${SEEM}\\s+be\\b`, 'gi'), by: 'there is' },
  { pattern: new RegExp(`\\b${SEEM}\\s+be\\b`, 'gi'), by: 'is' },
  { pattern: new RegExp(`\\b${SEEM}\\s+have\\b`, 'gi'), by: 'has' },
  { pattern: /\b(?:might|may|could)\s+have\b/gi, by: 'has' },
  { pattern: /\b(?:might|may|could)\s+be\b/gi, by: 'is' },
  { pattern: /\blooks?\s+like\s+(?=an?\b|the\b|\w+(?:es|s)\b)/gi, by: 'is ' },
  { pattern: /\b(?:sort|kind)\s+of\s+/gi, by: '' },
  {
    pattern:
      /(,?)\s*\b(?:maybe|perhaps|possibly|probably|presumably|apparently|seemingly|potentially|most likely|likely)\b,?/gi,
    by: '$1',
  },
];

/** The English half of `removeHedges`. */
export function assertEnglish(text: string): { text: string; removed: string[] } {
  const { text: plain, removed } = rewrite(text, RULES);
  return { text: removed.length > 0 ? likeFirst(text, tidySpaces(plain)) : text, removed };
}

/** Gives a sentence the capital that a removed word bore at its start. */
function likeFirst(before: string, sentence: string): string {
  return /^[A-Z]/.test(before) ? sentence.charAt(0).toUpperCase() + sentence.slice(1) : sentence;
}
