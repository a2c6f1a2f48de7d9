import { describe, expect, test } from 'vitest';
import { chanceOfAtLeast } from '../../lib/evaluation/intervals';
import { isCovered, statedOf } from '../../bench/gauge/coverage';
import { run } from '../../lib/engine/jobs/measure';
import type { MeasureInput, MeasureOutput } from '../../lib/inference';
import { TestContext } from '../support/job-context';

/** Seeds that were neither developed on nor part of the figures in docs/measuring.md. */
const FIRST = 700_001;

async function measured(input: MeasureInput): Promise<MeasureOutput> {
  const [output] = await run([input], [new TestContext()]);
  if (output instanceof Error) throw output;
  return output!;
}

describe('rendered gauges with known sizes', () => {
  test('stated intervals hold the truth about as often as they say', { timeout: 600_000 }, async () => {
    const seeds = Array.from({ length: 66 }, (_, index) => FIRST + index);
    const stated = (await Promise.all(seeds.map((seed) => statedOf(seed, measured)))).flat();
    expect(stated.length).toBeGreaterThan(100);
    const covered = stated.filter(isCovered).length / stated.length;
    // 95 % of some 140 scatter by 2 %.
    expect(covered).toBeGreaterThan(0.88);
    const errors = stated
      .filter(({ dimension, conditions }) => dimension === 'length' && conditions.kind !== 'dent')
      .map(({ value, truth }) => Math.abs(value / truth - 1))
      .sort((a, b) => a - b);
    expect(errors[errors.length >> 1]).toBeLessThan(0.012);
    const wrong = stated.filter(({ wrongOk }) => wrongOk).length;
    expect(chanceOfAtLeast(wrong, stated.length, 0.0228)).toBeGreaterThan(0.01);
  });

  test('a crack too torn to be followed is not taken for a blob, and never proven to be within', async () => {
    const stated = await statedOf(2611159, measured);
    expect(stated.map(({ gauge }) => gauge)).toEqual(['coarse', 'coarse']);
    expect(stated.filter((each) => !isCovered(each) || each.wrongOk)).toEqual([]);
  });

  test('a crack is followed round the corner before its tip, to the tip', async () => {
    const stated = (await Promise.all([2631505, 2611183, 2631913].map((seed) => statedOf(seed, measured)))).flat();
    const lengths = stated.filter(({ dimension }) => dimension === 'length');
    expect(lengths.map(({ gauge }) => gauge)).toEqual(['line', 'line', 'line']);
    expect(lengths.filter((each) => !isCovered(each) || each.wrongOk)).toEqual([]);
  });

  test('a dent is measured by its shading to where it begins, and never proven to be within', async () => {
    const dents = [5, 11, 17, 23].map((at) => FIRST - (FIRST % 6) + at);
    const stated = (await Promise.all(dents.map((seed) => statedOf(seed, measured)))).flat();
    expect(stated).toHaveLength(12);
    expect(stated.filter(({ gauge }) => gauge !== 'relief')).toEqual([]);
    for (const { value, truth, dimension } of stated) {
      expect(Math.abs(value / truth - 1)).toBeLessThan(dimension === 'area' ? 0.3 : 0.15);
    }
    expect(stated.filter(({ wrongOk }) => wrongOk)).toEqual([]);
  });
});
