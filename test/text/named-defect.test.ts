import { expect, it } from 'vitest';
import { defaultGlossary } from '../../lib/text/glossary/default';
import { namedDefect } from '../../lib/text/named-defect';

const label = (id: string, en: string, ko: string) => ({ label: { id, en, ko } });
const SCRATCH = label('scratch', 'scratch', '스크래치');
const DENT = label('dent', 'dent', '찍힘');

/** The word, as it stands in the text. */
function named(text: string, judgement?: typeof SCRATCH): string | undefined {
  const found = namedDefect(text, judgement, defaultGlossary());
  return found && text.slice(found.start, found.end);
}

it('of a text is the judged one, wherever it stands', () => {
  expect(named('a large dent beside a Scratch', SCRATCH)).toBe('Scratch');
  expect(named('two scratches at the top left', SCRATCH)).toBe('scratches');
});

it('is the first where the judged one is not named, or nothing was judged', () => {
  expect(named('a long scratch on the left', DENT)).toBe('scratch');
  expect(named('a hole and a crack')).toBe('hole');
});

it('is missing where the text names none', () => {
  expect(named('a clean painted surface', SCRATCH)).toBeUndefined();
});
