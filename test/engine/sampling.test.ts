import { describe, expect, it } from 'vitest';
import { loadMarian } from '../../lib/engine/families/marian';
import { generate } from '../../lib/engine/generation/generate';
import { DEFAULT_SETTINGS } from '../../lib/inference/settings';
import type { Generation } from '../../lib/inference/jobs';
import { tinyModel } from '../support/tiny-models';

async function write(options: Partial<Generation>, signal?: AbortSignal, onProgress?: (fraction: number) => void) {
  const model = await loadMarian(tinyModel('marian'), DEFAULT_SETTINGS);
  const decoder = await model.read('a dent on the metal surface');
  const { rules } = model;
  const all = { numBeams: 1, maxNewTokens: 16, ...options };
  return generate({ decoder, prompt: [rules.start], rules, options: all, signal, onProgress });
}

const tokensOf = async (options: Partial<Generation>) => (await write(options)).map(({ tokens }) => tokens);

describe('sampling', () => {
  it('repeats itself for the same seed and only for the same seed', async () => {
    const options = { numBeams: 4, temperature: 1 };
    const first = await tokensOf({ ...options, seed: 7 });
    expect(await tokensOf({ ...options, seed: 7 })).toEqual(first);
    expect(await tokensOf({ ...options, seed: 8 })).not.toEqual(first);
  });

  it('gives as many sequences as beams, best first', async () => {
    const drawn = await write({ numBeams: 5, temperature: 1, seed: 3 });
    expect(drawn).toHaveLength(5);
    const scores = drawn.map(({ score }) => score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
  });

  it('is greedy search when it is very cold or the nucleus holds one token', async () => {
    const [greedy] = await tokensOf({});
    expect(await tokensOf({ numBeams: 3, temperature: 0.001, seed: 1 })).toEqual([greedy, greedy, greedy]);
    expect(await tokensOf({ numBeams: 2, temperature: 1, topP: 1e-9, seed: 1 })).toEqual([greedy, greedy]);
  });

  it('draws the first token as often as the model says', async () => {
    const counts = new Map<number, number>();
    const probability = new Map<number, number>();
    for (let seed = 0; seed < 800; seed += 8) {
      for (const { tokens, score } of await write({ numBeams: 8, maxNewTokens: 1, temperature: 1, seed })) {
        counts.set(tokens[0]!, (counts.get(tokens[0]!) ?? 0) + 1);
        probability.set(tokens[0]!, Math.exp(score));
      }
    }
    // Five standard deviations of a binomial count.
    for (const [token, p] of probability) {
      expect(Math.abs(counts.get(token)! - 800 * p)).toBeLessThan(5 * Math.sqrt(800 * p * (1 - p)) + 1);
    }
  });
});

describe('a generation', () => {
  it('ends between two steps when it is cancelled', async () => {
    const abortion = new AbortController();
    const seen: number[] = [];
    const writing = write({ numBeams: 3, minNewTokens: 12 }, abortion.signal, (fraction) => {
      seen.push(fraction);
      if (seen.length === 3) abortion.abort();
    });
    await expect(writing).rejects.toMatchObject({ code: 'ERR_CANCELLED' });
    expect(seen).toEqual([0, 1 / 16, 2 / 16]);
  });

  it.each([
    { numBeams: 0 },
    { numBeams: 9 },
    { numBeams: 1.5 },
    { maxNewTokens: 0 },
    { temperature: -1 },
    { topP: 0 },
    { topP: NaN },
  ])('refuses %o and names the option', async (options) => {
    await expect(write(options)).rejects.toMatchObject({
      code: 'ERR_OPTIONS',
      parameters: { option: Object.keys(options)[0] },
    });
  });
});
