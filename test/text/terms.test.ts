import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseCsv } from '../../lib/text/csv';
import { defaultGlossary } from '../../lib/text/glossary/default';
import { normalise } from '../../lib/text/glossary/normalise';
import { attach } from '../../lib/text/josa';

const table = (name: string) => parseCsv(readFileSync(join(__dirname, 'cases', name), 'utf8')).slice(1);
const standard = (text: string) => normalise(text, defaultGlossary(), 'ko').text;

const variants = table('default-glossary.csv');
const traps = table('traps.csv');

describe('terms of the default glossary', () => {
  it('has a case for every variant with the five pairs of particles', () => {
    const { terms } = defaultGlossary();
    const forms = terms.reduce((sum, term) => sum + 1 + term.variants.length, 0);
    expect(variants.length).toBe(forms * 5);
    expect(variants.length).toBeGreaterThan(300);
  });

  it.each(variants)('%s → %s', (input, expected) => {
    expect(standard(input!)).toBe(expected);
  });

  it.each(traps)('%s → %s (%s)', (input, expected) => {
    expect(standard(input!)).toBe(expected);
  });

  it('normalising twice changes nothing', () => {
    const once = [...variants, ...traps].map(([input]) => standard(input!));
    expect(once.map(standard)).toEqual(once);
  });
});

describe('particles', () => {
  it.each(table('particles.csv'))('%s + %s → %s', (word, particle, expected) => {
    expect(attach(word!, particle!)).toBe(expected);
  });
});
