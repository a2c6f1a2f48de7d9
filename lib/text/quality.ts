import type { QualityCheck } from '../inspection/record';
import { findHedges, HEDGES } from './hedges';

export interface CaptionRules {
  /** Fewest words of a usable caption. */
  minWords: number;
  /** Words that a usable caption does not hold, besides the hedges of both languages. */
  hedges?: readonly string[];
}

/** Longest run of the same word that still is language and not a stuck decoder. */
const LONGEST_RUN = 2;

/** Judges a caption by each rule: `min-words`, `no-hedge`, `no-repetition`. `detail` says what was found. */
export function checkCaption(text: string, rules: CaptionRules): QualityCheck[] {
  const words = text.trim().split(/\s+/).filter(Boolean);
  const hedges = findHedges(text, [...HEDGES.en, ...HEDGES.ko, ...(rules.hedges ?? [])]);
  const repeated = repeatedWord(words);
  return [
    { rule: 'min-words', passed: words.length >= rules.minWords, detail: `${words.length}/${rules.minWords}` },
    { rule: 'no-hedge', passed: hedges.length === 0, ...(hedges.length > 0 ? { detail: hedges.join(', ') } : {}) },
    { rule: 'no-repetition', passed: repeated === undefined, ...(repeated ? { detail: repeated } : {}) },
  ];
}

/** The word that stands more than twice in a row, if any. */
export function repeatedWord(words: string[]): string | undefined {
  let run = 0;
  for (const [index, word] of words.entries()) {
    run = word === words[index - 1] ? run + 1 : 1;
    if (run > LONGEST_RUN) return word;
  }
  return undefined;
}
