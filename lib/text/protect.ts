import type { TermUse } from '../inspection/record';
import { findTerms } from './glossary/find';
import type { Glossary, Term } from './glossary/glossary';
import { fit, VARYING } from './josa';

/** Placeholders that the translator was taught to copy: ⟦0⟧ … ⟦9⟧. */
const MOST = 10;
const PLACEHOLDER = /⟦(\d)⟧/g;

export interface Protected {
  text: string;
  /** By the number of the placeholder: the term and how it stood in the text. */
  terms: { term: Term; from: string }[];
}

/** An English sentence with its glossary terms, at most ten, replaced by placeholders. */
export function protectTerms(english: string, glossary: Glossary): Protected {
  const matches = findTerms(english, glossary, 'en').slice(0, MOST);
  let text = '';
  let from = 0;
  for (const [index, { start, end }] of matches.entries()) {
    text += `${english.slice(from, start)}⟦${index}⟧`;
    from = end;
  }
  return {
    text: text + english.slice(from),
    terms: matches.map(({ term, start, end }) => ({ term, from: english.slice(start, end) })),
  };
}

const WITH_PARTICLE = new RegExp(`⟦(\\d)⟧(${VARYING.join('|')})?(?![가-힣])|⟦(\\d)⟧`, 'g');

/**
 * The translation with the standard Korean terms in place of their placeholders and the particles behind them fitted.
 * Undefined when the translator lost, doubled or invented a placeholder.
 */
export function restoreTerms(korean: string, { terms }: Protected): { text: string; used: TermUse[] } | undefined {
  const found = [...korean.matchAll(PLACEHOLDER)].map(([, index]) => Number(index)).sort();
  if (found.length !== terms.length || found.some((index, position) => index !== position)) return undefined;
  const text = korean.replace(WITH_PARTICLE, (_, index?: string, particle?: string, bare?: string) => {
    const { ko } = terms[Number(index ?? bare)]!.term;
    return ko + (particle ? fit(ko, particle) : '');
  });
  return { text, used: terms.map(({ term, from }) => ({ id: term.id, code: term.code, from, to: term.ko })) };
}
