import { describe, expect, it } from 'vitest';
import { loadMarian } from '../../lib/engine/families/marian';
import { copiedFrom } from '../../lib/engine/generation/copying';
import { run } from '../../lib/engine/jobs/translate';
import { DEFAULT_SETTINGS } from '../../lib/inference/settings';
import { TestContext } from '../support/job-context';

const NUMBER = /(?:[A-Za-z]+-?)?\d+(?:[.,:]\d+)*/g;
const SOURCE = 'a scratch of 303.20 mm, width 33 px, lot A-12';
const numbersOf = (text: string): string[] => text.match(NUMBER) ?? [];

/** Tokens that may follow `written` in a translation of `source`, as text. */
async function nextTo(source: string, written: string): Promise<Set<string>> {
  const { tokenizer, copyPieces } = await loadMarian('starter-marian', DEFAULT_SETTINGS);
  const scores = new Float32Array(copyPieces.pieces.length).fill(-1);
  copiedFrom(source, copyPieces)(tokenizer.encode(written, { bare: true }), scores);
  return new Set(copyPieces.pieces.filter((_, token) => scores[token]! > -Infinity));
}

const digitsAfter = async (source: string, written: string) =>
  [...(await nextTo(source, written))].filter((piece) => /^\d$/.test(piece)).sort();

describe('numbers in a translation', () => {
  it('begin as one of the source', async () => {
    expect(await digitsAfter(SOURCE, '길이 ')).toEqual(['3']);
    expect(await digitsAfter('a scratch', '길이 ')).toEqual([]);
    expect(await digitsAfter('two scratches', '스크래치 ')).toEqual(['2']);
  });

  it('go on as they stand there and end only when they are whole', async () => {
    expect(await nextTo(SOURCE, '길이 303')).toEqual(new Set(['.']));
    expect(await nextTo(SOURCE, '길이 303.')).toEqual(new Set(['2']));
    expect(await digitsAfter(SOURCE, '길이 303.20')).toEqual([]);
    expect(await nextTo(SOURCE, '길이 303.20')).toContain(' ');
    expect(await digitsAfter('30.5 and 305', '30')).toEqual(['5']);
  });

  it('come as often as in the source, codes with their letters', async () => {
    expect(await digitsAfter('3 mm', '길이 3 mm, 폭 ')).toEqual([]);
    expect(await digitsAfter('3 mm and 3 mm', '길이 3 mm, 폭 ')).toEqual(['3']);
    expect(await digitsAfter('lot A-12', '로트 ')).toEqual([]);
    expect(await digitsAfter('lot A-12', '로트 A-')).toEqual(['1']);
  });

  it('let a sentence end behind them', async () => {
    expect(await nextTo('a dent of 3', '찍힘 3')).toContain('.');
    expect(await digitsAfter('3 and 4', '3.')).toEqual([]);
  });

  it('cannot be invented even where every token is drawn at random', async () => {
    const texts = [SOURCE, 'a ⟦0⟧ of ⟦a⟧ on 12 parts', 'nothing of this has a digit'];
    for (let seed = 0; seed < 10; seed++) {
      const generation = { numBeams: 2, maxNewTokens: 60, temperature: 5, seed };
      const [output] = await run([{ texts, model: 'starter-marian', generation }], [new TestContext()]);
      output!.texts.forEach(({ text }, index) => {
        const left = numbersOf(texts[index]!);
        const finished = numbersOf(text.replace(/[\d.,:A-Za-z-]+$/, ''));
        for (const number of finished) expect(left.splice(left.indexOf(number), 1)).toEqual([number]);
      });
    }
  });
});
