import { afterAll, expect, it } from 'vitest';
import { FuzzedGateway } from './gateway';
import { fuzz } from './run';

const SEED = 20261126;
const gateway = new FuzzedGateway();
afterAll(() => gateway.close());

/** The long run is a command: `npm run fuzz`. */
it.each([
  ['pictures', 250],
  ['envelopes', 300],
  ['glossaries', 250],
  ['models', 40],
])('mutated %s end in a record or in an error with a code', async (kind, to) => {
  const { endings, failures } = await fuzz(kind, gateway, { seed: SEED, from: 0, to });
  expect(failures).toEqual([]);
  expect(Object.values(endings).reduce((sum, count) => sum + count, 0)).toBe(to);
  expect(endings.ok).toBeGreaterThan(0);
  expect(Object.keys(endings).length).toBeGreaterThan(1);
});
