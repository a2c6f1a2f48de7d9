import { afterAll, expect, it } from 'vitest';
import { FuzzedGateway } from './gateway';
import { fuzz } from './run';

const SEED = 20261126;
const gateway = new FuzzedGateway();
afterAll(() => gateway.close());

/** The long run is a command: `npm run fuzz`. */
it.each([
  ['pictures', 200],
  ['envelopes', 200],
  ['glossaries', 200],
  ['models', 40],
])('mutated %s end in a record or in an error with a code', async (kind, to) => {
  const { endings, failures } = await fuzz(kind, gateway, { seed: SEED, from: 0, to });
  expect(failures).toEqual([]);
  expect(Object.values(endings).reduce((sum, count) => sum + count, 0)).toBe(to);
  expect(endings.ok).toBeGreaterThan(0);
  expect(Object.keys(endings).length).toBeGreaterThan(1);
});

/** What the long runs found, by kind, seed and number; each has a test of its own beside what mended it. */
const FOUND: [kind: string, seed: number, index: number][] = [
  ['envelopes', 1, 401],
  ['envelopes', 1, 3587],
  ['envelopes', 1, 5480],
  ['envelopes', 1, 8497],
  ['models', 1, 1],
  ['models', 1, 4],
  ['models', 1, 64],
  ['models', 1, 171],
  ['models', 1, 1498],
];

it.each(FOUND)('%s of seed %i, number %i, does no harm any more', async (kind, seed, index) => {
  const { failures } = await fuzz(kind, gateway, { seed, from: index, to: index + 1 });
  expect(failures).toEqual([]);
});
