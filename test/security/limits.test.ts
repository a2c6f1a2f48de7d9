import { describe, expect, it } from 'vitest';
import { nameFilter } from '../../lib/intake/folder/names';
import { readPicture } from '../../lib/imaging/input';
import { standardise } from '../../lib/stages/standardise';
import { defaultGlossary } from '../../lib/text/glossary/default';
import { Glossary } from '../../lib/text/glossary/glossary';
import { readGlossaryCsv, termsOf, type TermRow } from '../../lib/text/glossary/table';
import { deploy, nextAt, nodeOf, useNodeRed } from '../support/node-red';

/** Where searching takes too many steps a test ends by its time limit. */
describe('what strangers write cannot stall the thread', () => {
  const LONGEST = 2_000;
  const units = ['가', '스크래치', '긁힘이 ', '기스,', '기스 긁힘', 'scratch ', '1', '1.', '1 mm ', '1 × ', '±', ' ', '\t', '\n', 'there seems to be ', '것으로 보임 ', '로 보이는 ', '⟦0⟧', '"', '-']; // prettier-ignore

  it.each(units)('a sentence of nothing but %j', (unit) => {
    const text = unit.repeat(LONGEST).slice(0, LONGEST);
    for (const language of ['ko', 'en'] as const) {
      expect(standardise(text, { glossary: defaultGlossary(), language }).text.length).toBeGreaterThanOrEqual(0);
    }
  });

  it.each(['(a+)+$', '(?=(a*)*b)', '[a-z]{1,9999}', '\\', '.*.*.*.*x'])(
    'a term such as %s is taken by the letter',
    (ko) => {
      const glossary = new Glossary(termsOf([{ id: 's', ko, en: ko }]), 'x', '1');
      expect(standardise(`${'a'.repeat(LONGEST)}!`, { glossary, language: 'en' }).terms).toEqual([]);
      expect(standardise(`see ${ko} here`, { glossary, language: 'en' }).terms.length).toBeLessThanOrEqual(1);
    },
  );

  it('a file name against a pattern of many stars', () => {
    const matches = nameFilter(`${'*a'.repeat(60)}*b`);
    expect(matches(`${'a'.repeat(250)}.jpg`)).toBe(false);
    expect(matches(`${'a'.repeat(250)}b`)).toBe(true);
  });
});

describe('a pattern of file names', () => {
  it.each([
    ['*.jpg', 'A.JPG', true],
    ['*.jpg', 'a.jpeg', false],
    ['a?c*', 'abc', true],
    ['a?c*', 'ac', false],
    ['*', '사진.png', true],
    ['사진*.png', '사진 1.png', true],
    ['a.b', 'axb', false],
    ['**x**', 'x', true],
    ['(a+)+$', '(a+)+$', true],
    ['*.jp?, img-*', 'IMG-7', true],
  ])('%s and %s: %s', (pattern, name, fits) => {
    expect(nameFilter(pattern)(name)).toBe(fits);
  });
});

describe('limits', () => {
  const rows = (count: number): Partial<TermRow>[] =>
    Array.from({ length: count }, (_, index) => ({ id: `t${index}`, ko: `용어${index}`, en: `term${index}` }));
  const refused = { code: 'ERR_GLOSSARY' };

  it('a glossary has at most 10,000 terms, and is used with as many', () => {
    const glossary = new Glossary(termsOf(rows(10_000)), 'x', '1');
    expect(standardise('용어9999 있음', { glossary }).terms).toMatchObject([{ id: 't9999' }]);
    expect(() => termsOf(rows(10_001))).toThrow(expect.objectContaining(refused));
    const csv = ['id,ko,en', ...rows(10_001).map(({ id, ko, en }) => [id, ko, en].join())].join('\n');
    expect(() => readGlossaryCsv(Buffer.from(csv))).toThrow(expect.objectContaining(refused));
  });

  it.each<unknown>([
    9,
    'x',
    null,
    {},
    [null],
    [[]],
    [{ id: {}, ko: 'a', en: 'b' }],
    [{ id: 's', ko: 'a'.repeat(10_001), en: 'b' }],
  ])('terms %j are no glossary', (wrong) => {
    expect(() => termsOf(wrong as never)).toThrow(expect.objectContaining(refused));
  });

  it.each([
    { data: [1, 2, 3], width: { toString: 3 }, height: 1 },
    { data: [1, 2, 3], width: 1, height: 1, channels: { valueOf: 'x', toString: 1 } },
    { data: [1, 2, 3], width: Symbol.iterator.toString(), height: [] },
  ])('an envelope of objects that are no numbers: %j', async (envelope) => {
    await expect(readPicture(envelope)).rejects.toMatchObject({
      code: expect.stringMatching(/^ERR_IMAGE_(DECODE|FORMAT)$/),
    });
  });
});

describe('a text for the glossary', () => {
  useNodeRed({ lang: 'ko' });

  it('of a whole book is refused before anything is searched for', async () => {
    const options = { property: 'payload', language: 'auto', hedges: true, glossary: '' };
    await deploy([{ id: 'normalize', type: 'glossary-normalize', ...options, wires: [[]] }]);
    const caught = nextAt('caught');
    nodeOf('normalize').receive({ payload: '기스,'.repeat(100_000) } as never);
    expect(await caught).toMatchObject({ error: { code: 'ERR_TEXT_LENGTH' } });
  });
});
