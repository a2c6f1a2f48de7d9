import type { TextLanguage } from '../language';
import { VARYING } from '../josa';
import { findTerms } from './find';
import type { Glossary } from './glossary';
import words from './unknown-words.json';

const PARTICLE = `(?:${VARYING.join('|')}|도)?`;
/** A Korean noun that is said to be there, or that ends the way names of defects do. */
const KOREAN = [
  new RegExp(`(?<![가-힣])([가-힣]{2,}?)${PARTICLE}\\s(?:있음|있다|있습니다|발생|검출|발견|관찰)`, 'g'),
  /(?<![가-힣])((?:[가-힣]*(?![나는은한된고며면이가을를에의로인던큰])[가-힣]\s)?[가-힣]*(?:자국|불량|결함|흔))(?=[이가은는을를과와의에로]|[\s.,]|$)/g,
];
/** An English noun that a surface is said to bear. */
const ENGLISH = [
  /\bwith (?:an? |some |several |many )?([a-z-]+(?: [a-z]+)?)(?= (?:on|at|in|near|across|along)\b|[.,]|$)/gi,
  /\b(?:there is|there are|has|shows|having) (?:an? |some |several |many )?([a-z]+(?: [a-z]+)?)(?= (?:on|at|in|near|across|along)\b|[.,]|$)/gi,
];

/** Words that seem to name a defect but stand under no term of the glossary, so that a person can add them. */
export function unknownTerms(text: string, glossary: Glossary, language: TextLanguage): string[] {
  const known = findTerms(text, glossary, language);
  const ordinary = new Set(words[language]);
  const candidates = (language === 'ko' ? KOREAN : ENGLISH).flatMap((pattern) =>
    [...text.matchAll(pattern)].map(({ 1: word, 0: whole, index }) => ({
      word: word!,
      start: index + whole.indexOf(word!),
    })),
  );
  const unknown = candidates.filter(({ word, start }) => {
    const overlaps = known.some((term) => term.start < start + word.length && term.end > start);
    return !overlaps && !word.split(' ').every((part) => ordinary.has(part.toLowerCase()));
  });
  return [...new Set(unknown.map(({ word }) => word.toLowerCase()))];
}
