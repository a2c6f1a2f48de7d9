import { describe, expect, it } from 'vitest';
import { Dice } from '../fuzz/dice';
import { driftOf, isSteady } from './drift';

const at = Array.from({ length: 300 }, (_, index) => index);

/** Values around 200 that remember nine tenths of the one before, as memory does between collections. */
function noise(seed: number): number[] {
  const dice = new Dice('noise', seed);
  let last = 0;
  return at.map(() => 200 + (last = 0.9 * last + (dice.below(2000) - 1000) / 1000));
}

describe('a drift', () => {
  it('is not seen where there is only noise', () => {
    const seen = Array.from({ length: 50 }, (_, seed) => driftOf(at, noise(seed))).filter((each) => !isSteady(each));
    expect(seen.length).toBeLessThanOrEqual(5);
  });

  it('is seen in the same noise, and its size is right', () => {
    for (let seed = 0; seed < 20; seed++) {
      const drift = driftOf(at, noise(seed).map((value, index) => value + 0.03 * index)); // prettier-ignore
      expect(isSteady(drift)).toBe(false);
      expect(drift.slope).toBeGreaterThan(0.015);
      expect(drift.slope).toBeLessThan(0.045);
    }
  });

  it('of a count that stays is none, of one that grows by one is one', () => {
    expect(driftOf(at, at.map(() => 42))).toMatchObject({ level: 42, slope: 0, low: 0, high: 0 }); // prettier-ignore
    expect(isSteady(driftOf(at, at.map((index) => 42 + Math.floor(index / 10))))).toBe(false); // prettier-ignore
  });
});
