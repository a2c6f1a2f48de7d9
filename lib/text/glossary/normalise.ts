import type { TermUse } from '../../inspection/record';
import { fit } from '../josa';
import type { TextLanguage } from '../language';
import { findTerms, type TermMatch } from './find';
import type { Glossary } from './glossary';

export interface Normalised {
  text: string;
  /** Every term found, in the order of the text; `from` is how it stood there. */
  terms: TermUse[];
}

/** A standard name may join a word beside it into a longer variant; each round shortens such chains. */
const MOST_ROUNDS = 4;

/**
 * Writes every variant as its term's standard name and makes the particle behind it fit (기스가 → 스크래치가,
 * 흠집을 → 스크래치를) or the English article before it (`a fissure` → `a crack`). Normalising twice changes nothing.
 */
export function normalise(text: string, glossary: Glossary, language: TextLanguage): Normalised {
  let result = replaceTerms(text, glossary, language);
  const { terms } = result;
  for (let round = 1; round < MOST_ROUNDS; round++) {
    const again = replaceTerms(result.text, glossary, language);
    if (again.text === result.text) break;
    result = again;
  }
  return { text: result.text, terms };
}

function replaceTerms(text: string, glossary: Glossary, language: TextLanguage): Normalised {
  let written = '';
  let from = 0;
  const terms: TermUse[] = [];
  for (const match of findTerms(text, glossary, language)) {
    const found = text.slice(match.start, match.end);
    written += text.slice(from, match.start);
    if (found !== match.standard) written = fitArticle(written, found, match.standard);
    written += standardOf(match, found) + particleOf(match);
    from = match.end + match.particle.length;
    terms.push({ id: match.term.id, code: match.term.code, from: found, to: match.standard });
  }
  return { text: written + text.slice(from), terms };
}

/** An English name at the start of a sentence keeps its capital. */
function standardOf({ standard }: TermMatch, found: string): string {
  return /^[A-Z][a-z]/.test(found) ? standard[0]!.toUpperCase() + standard.slice(1) : standard;
}

function particleOf({ standard, particle }: TermMatch): string {
  return particle && fit(standard, particle);
}

function fitArticle(before: string, found: string, standard: string): string {
  const vowel = (word: string) => /^[aeiou]/i.test(word);
  if (vowel(found) === vowel(standard)) return before;
  return before.replace(/\b([Aa])n? $/, vowel(standard) ? '$1n ' : '$1 ');
}
