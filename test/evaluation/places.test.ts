import { describe, expect, it } from 'vitest';
import { isNear, valueAt, type CellMap } from '../../lib/evaluation/cell-map';
import type { Mask } from '../../lib/evaluation/overlap';
import { regionCurve, sampleOf } from '../../lib/evaluation/region-curve';

const SIDE = 40;

function mask(...boxes: [x: number, y: number, width: number, height: number][]): Mask {
  const data = new Uint8Array(SIDE * SIDE);
  for (const [x, y, width, height] of boxes)
    for (let row = y; row < y + height; row++) data.fill(1, row * SIDE + x, row * SIDE + x + width);
  return { data, width: SIDE, height: SIDE };
}

/** A map as fine as the picture. */
const mapOf = (value: (x: number, y: number) => number): CellMap => ({
  cells: Float32Array.from({ length: SIDE * SIDE }, (_, at) => value(at % SIDE, Math.floor(at / SIDE))),
  columns: SIDE,
  within: [0, 0, SIDE, SIDE],
});

describe('a map of cells', () => {
  it('goes from middle to middle', () => {
    const map: CellMap = { cells: Float32Array.of(0, 1, 2, 3), columns: 2, within: [10, 0, 20, 20] };
    expect(valueAt(map, [14.5, 4.5])).toBeCloseTo(0, 6);
    expect(valueAt(map, [24.5, 4.5])).toBeCloseTo(1, 6);
    expect(valueAt(map, [19.5, 9.5])).toBeCloseTo(1.5, 6);
    expect(valueAt(map, [0, 39])).toBeCloseTo(2, 6);
  });

  it('points at what is within the tolerance', () => {
    const truth = mask([20, 20, 2, 2]);
    expect(isNear(truth, [20.5, 20.5], 0)).toBe(true);
    expect(isNear(truth, [15.5, 20.5], 5)).toBe(true);
    expect(isNear(truth, [14.5, 20.5], 5)).toBe(false);
    expect(isNear(truth, [16.5, 16.5], 5)).toBe(false);
  });
});

describe('per-region overlap over all limits', () => {
  const truth = mask([2, 2, 3, 3], [20, 20, 10, 10]);

  it('is 1 for a map that is the truth, of regions of all sizes alike', () => {
    const map = mapOf((x, y) => truth.data[y * SIDE + x]!);
    expect(regionCurve([sampleOf(map, truth)])!.area).toBeCloseTo(1, 6);
    const small = mapOf((x, y) => (x < 10 ? truth.data[y * SIDE + x]! : 0));
    expect(regionCurve([sampleOf(small, truth)])!.area).toBeCloseTo(0.5, 6);
  });

  it('is half the limit where the map says nothing of the truth', () => {
    const noise = mapOf((x, y) => (x * 7919 + y * 104729) % 9973);
    const { area, points } = regionCurve([sampleOf(noise, mask([0, 0, SIDE, 20]))])!;
    expect(area).toBeGreaterThan(0.12);
    expect(area).toBeLessThan(0.18);
    expect(points.at(-1)![0]).toBeCloseTo(0.3, 6);
  });

  it('counts normal pixels of good parts, too, and is nothing without a region', () => {
    const map = mapOf((x, y) => truth.data[y * SIDE + x]!);
    const good = { map: mapOf(() => 2), truth: mask() };
    const alone = regionCurve([sampleOf(map, truth)])!.area;
    expect(regionCurve([sampleOf(map, truth), sampleOf(good.map, good.truth)])!.area).toBeLessThan(alone);
    expect(regionCurve([sampleOf(good.map, good.truth)])).toBeNull();
  });
});
