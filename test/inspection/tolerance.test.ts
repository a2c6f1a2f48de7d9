import { describe, expect, it, test } from 'vitest';
import type { Inspection, Judgement, Region } from '../../lib/inspection/record';
import { applyTolerance, conformityOf, readLimits } from '../../lib/inspection/tolerance';

const region = (mm?: number, expanded_mm?: number, gauge: Region['gauge'] = 'line') =>
  ({ id: 1, gauge, length: { px: 40, mm, expanded_mm }, width: { px: 3 }, area: { px: 120 } }) as Region;

function decided(
  before: Partial<Judgement>,
  regions: Region[],
  { decides = false, truncated = false, limits = 'length 3' } = {},
) {
  const judgement = { decision: 'ng', reason: 'defect', label: { id: 'scratch', en: '', ko: '' }, ...before };
  const inspection = { judgement, regions } as Inspection;
  applyTolerance(inspection, { limits: readLimits(limits), decides, truncated });
  const { decision, reason, tolerance } = inspection.judgement!;
  return [decision, reason, tolerance?.result];
}

describe('limits', () => {
  it('are read with and without a label', () => {
    expect(readLimits(' length 3; stain area 20.5\nwidth .2;')).toEqual([
      { dimension: 'length', most: 3 },
      { label: 'stain', dimension: 'area', most: 20.5 },
      { dimension: 'width', most: 0.2 },
    ]);
    expect(readLimits(undefined)).toEqual([]);
  });

  test.each(['length', 'height 3', 'length -1', 'a b length 3', 'length 3 mm'])('%s is refused', (text) =>
    expect(() => readLimits(text)).toThrow(expect.objectContaining({ code: 'ERR_OPTIONS' })),
  );

  test.each([
    [2.8, 0.2, 'within'],
    [2.81, 0.2, 'cannot-decide'],
    [3.2, 0.2, 'cannot-decide'],
    [3.21, 0.2, 'out'],
    [undefined, undefined, 'cannot-decide'],
  ] as const)('%s ± %s mm against 3 mm: %s', (mm, expanded_mm, result) =>
    expect(conformityOf({ px: 40, mm, expanded_mm }, 3)).toBe(result),
  );
});

describe('a tolerance', () => {
  const ok = { decision: 'ok', reason: 'normal' } as const;

  it('makes a judgement stricter only', () => {
    expect(decided(ok, [region(5, 0.1)])).toEqual(['ng', 'out-of-tolerance', 'out']);
    expect(decided(ok, [region(3.05, 0.1)])).toEqual(['review', 'cannot-decide', 'cannot-decide']);
    expect(decided(ok, [region(1, 0.1)])).toEqual(['ok', 'normal', 'within']);
    expect(decided({}, [region(1, 0.1)])).toEqual(['ng', 'defect', 'within']);
    expect(decided({}, [region(3.05, 0.1)])).toEqual(['ng', 'defect', 'cannot-decide']);
  });

  it('decides where it is told to, and never what nobody knows', () => {
    const decides = { decides: true };
    expect(decided({}, [region(1, 0.1)], decides)).toEqual(['ok', 'within-tolerance', 'within']);
    expect(decided({}, [region(1, 0.1), region(3.05, 0.1)], decides)).toEqual([
      'review',
      'cannot-decide',
      'cannot-decide',
    ]);
    const unknown = { decision: 'review', reason: 'unknown' } as const;
    expect(decided(unknown, [region(1, 0.1)], decides)).toEqual(['review', 'unknown', 'within']);
  });

  it.each([
    ['a region counted in pixels', [region(1, 0.1, 'coarse')], {}],
    ['a dent measured by its shading', [region(1, 0.1, 'relief')], {}],
    ['no calibration', [region()], {}],
    ['regions that were left out', [region(1, 0.1)], { truncated: true }],
  ])('makes no OK of %s', (_, regions, more) => {
    expect(decided({}, regions, { decides: true, ...more })[0]).toBe('review');
  });

  it('leaves alone what it has no limit or no region for', () => {
    expect(decided({}, [], { decides: true })).toEqual(['ng', 'defect', undefined]);
    expect(decided({}, [region(9, 0.1)], { limits: 'stain length 3' })).toEqual(['ng', 'defect', undefined]);
  });
});
