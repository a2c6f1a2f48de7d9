import { describe, expect, test } from 'vitest';
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
  test('stated intervals hold the truth about as often as they say', { timeout: 300_000 }, async () => {
    const seeds = Array.from({ length: 66 }, (_, index) => FIRST + index).filter((seed) => seed % 6 !== 5);
    const stated = (await Promise.all(seeds.map((seed) => statedOf(seed, measured)))).flat();
    expect(stated.length).toBeGreaterThan(100);
    const covered = stated.filter(isCovered).length / stated.length;
    // 95 % of some 120 scatter by 2 %.
    expect(covered).toBeGreaterThan(0.88);
    const errors = stated
      .filter(({ dimension }) => dimension === 'length')
      .map(({ value, truth }) => Math.abs(value / truth - 1))
      .sort((a, b) => a - b);
    expect(errors[errors.length >> 1]).toBeLessThan(0.012);
  });
});
