import type { TermUse } from '../inspection/record';
import { findTerms } from './glossary/find';
import type { Glossary, Term } from './glossary/glossary';
import { fit, VARYING } from './josa';
import { inKorean, valuesIn } from './values';

/** What the translator was taught to copy: ten placeholders for terms and ten for values. */
const FOR_TERMS = [...'0123456789'];
const FOR_VALUES = [...'abcdefghij'];
const PLACEHOLDER = /⟦([0-9a-j])⟧/g;

export interface Protected {
  text: string;
  /** In the order of their placeholders ⟦0⟧, ⟦1⟧ …: the term and how it stood in the text. */
  terms: { term: Term; from: string }[];
  /** In the order of their placeholders ⟦a⟧, ⟦b⟧ …: as they stand in a Korean sentence. */
  values: string[];
}

interface Place {
  start: number;
  end: number;
}

/** An English sentence with its glossary terms and its measured values and codes, at most ten each, behind placeholders. */
export function protect(english: string, glossary: Glossary): Protected {
  const terms = findTerms(english, glossary, 'en').slice(0, FOR_TERMS.length);
  const apart = ({ start, end }: Place) => terms.every((term) => end <= term.start || start >= term.end);
  const values = valuesIn(english).filter(apart).slice(0, FOR_VALUES.length);
  const hidden = [
    ...terms.map(({ start, end }, index) => ({ start, end, mark: FOR_TERMS[index] })),
    ...values.map(({ start, end }, index) => ({ start, end, mark: FOR_VALUES[index] })),
  ].sort((a, b) => a.start - b.start);
  let text = '';
  let from = 0;
  for (const { start, end, mark } of hidden) {
    text += `${english.slice(from, start)}⟦${mark}⟧`;
    from = end;
  }
  return {
    text: text + english.slice(from),
    terms: terms.map(({ term, start, end }) => ({ term, from: english.slice(start, end) })),
    values: values.map((value) => inKorean(value.text)),
  };
}

const WITH_PARTICLE = new RegExp(`⟦([0-9a-j])⟧(${VARYING.join('|')})?(?![가-힣])|⟦([0-9a-j])⟧`, 'g');

/**
 * The translation with standard Korean terms and values in place of their placeholders and the particles behind them
 * fitted. Undefined when the translator lost, doubled or invented a placeholder.
 */
export function restore(korean: string, { terms, values }: Protected): { text: string; used: TermUse[] } | undefined {
  const hidden = new Map([
    ...terms.map(({ term }, index) => [FOR_TERMS[index]!, term.ko] as const),
    ...values.map((value, index) => [FOR_VALUES[index]!, value] as const),
  ]);
  const found = [...korean.matchAll(PLACEHOLDER)].map(([, mark]) => mark!);
  if (found.length !== hidden.size || new Set(found).size !== found.length) return undefined;
  if (found.some((mark) => !hidden.has(mark))) return undefined;
  const text = korean.replace(WITH_PARTICLE, (_, mark?: string, particle?: string, bare?: string) => {
    const words = hidden.get((mark ?? bare)!)!;
    return words + (particle ? fit(words, particle) : '');
  });
  return { text, used: terms.map(({ term, from }) => ({ id: term.id, code: term.code, from, to: term.ko })) };
}
