import { describe, expect, it } from 'vitest';
import { excessOf, expectedOdds } from '../../lib/engine/reference/odds';

const PLACES = 100;
const expected = expectedOdds([new Float32Array(PLACES).fill(-6)], 10);
/** Odds and z of `count` places are as told, of the others as of a good part. */
const excess = (count: number, odds: number, z: number, trust = 1) =>
  excessOf(
    new Float32Array(PLACES).fill(-6).fill(odds, 0, count),
    expected,
    new Float32Array(PLACES).fill(-3).fill(z, 0, count),
    trust,
  );

describe('how much the worst place looks like a defect', () => {
  it('adds odds beyond those of good parts and z at the same place', () => {
    expect(excess(2, 3, 5)).toBeCloseTo(3 + 4 + 5 - 0.75 * Math.log(3) + 2.84, 4);
    expect(excess(0, 0, 0)).toBeCloseTo(-6 + 4 - 2 + 3, 5);
  });

  it('needs both of them, at one place', () => {
    const apart = excessOf(
      new Float32Array(PLACES).fill(-6).fill(3, 0, 2),
      expected,
      new Float32Array(PLACES).fill(-3).fill(5, 50, 52),
      1,
    );
    expect(apart).toBeLessThan(excess(2, 3, 5) - 4);
  });

  it('counts a difference no further than it tells of a defect, and less where much has changed', () => {
    expect(excess(2, 3, 30)).toBeCloseTo(excess(2, 3, 7) - 0.46, 4);
    expect(excess(10, 3, 5)).toBeLessThan(excess(2, 3, 5) - 1.5);
  });

  it('takes off what the whole picture differs, but does not excuse a defect that covers half of it', () => {
    const mean = (count: number, z: number) => (count * z - 3 * (PLACES - count)) / PLACES;
    expect(excess(20, 3, 7)).toBeCloseTo(3 + 4 + 7 - 0.75 * Math.log(21) - mean(20, 7), 4);
    expect(excess(60, 3, 7)).toBeCloseTo(3 + 4 + 7 - 0.75 * Math.log(61) - 1, 4);
    expect(excess(60, 3, 7)).toBe(excess(60, 3, 20));
  });

  it('leaves more to z, and further up, the less the odds are believed', () => {
    expect(excess(2, 3, 5, 0.5)).toBeCloseTo(3.5 + 5 - 0.5 * (0.75 * Math.log(3) - 2.84), 4);
    expect(excess(2, 3, 12, 0.25)).toBeCloseTo(1.75 + 12 - 0.25 * (0.75 * Math.log(3) - 2.7), 4);
    expect(excess(2, 3, 30, 0.25)).toBeCloseTo(1.75 + 14 - 0.25 * (0.75 * Math.log(3) - 2.34), 4);
  });
});
