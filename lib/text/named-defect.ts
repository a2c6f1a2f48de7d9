import type { Judgement } from '../inspection/record';
import { findTerms, type TermMatch } from './glossary/find';
import type { Glossary } from './glossary/glossary';

/** The defect that an English text names: the judged one where it stands there, else the first. */
export function namedDefect(
  text: string,
  judgement: Pick<Judgement, 'label'> | undefined,
  glossary: Glossary,
): TermMatch | undefined {
  const named = findTerms(text, glossary, 'en');
  const judged = judgement && glossary.termOf(judgement.label);
  return named.find(({ term }) => term === judged) ?? named[0];
}
