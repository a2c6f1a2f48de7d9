import { describe, expect, it } from 'vitest';
import { fitEdges, optionsOf } from '../../lib/commission/edges';
import { random } from '../support/random';

const WISHES = { miss: 0.1, falseAlarm: 0.1 };
const summed = (good: number[], bad: number[]) => [
  ...good.map((sum) => ({ good: true, sum })),
  ...bad.map((sum) => ({ good: false, sum })),
];
const { normal } = random(7);
const draw = (n: number, mean: number) => Array.from({ length: n }, () => mean + 2 * normal());

describe('where the sum of words and comparison decides', () => {
  it('leaves the usual limits where the known pictures allow them', () => {
    const edges = fitEdges(summed(draw(20, -3), draw(20, 15)), WISHES);
    expect(optionsOf(edges)).toEqual({ limit: 7.15, band: 0.75 });
    expect(edges).toMatchObject({ ok: { assured: true }, ng: { assured: true } });
  });

  it('moves them into the gap between good and bad, and lets review lie where they overlap', () => {
    const low = fitEdges(summed([-4, -3, -2], [1, 2, 3]), WISHES);
    expect(optionsOf(low)).toEqual({ limit: 1, band: 0 });
    const high = fitEdges(summed([8, 9, 10], [14, 15, 16]), WISHES);
    expect(optionsOf(high).limit).toBeCloseTo(10, 2);
    const mixed = fitEdges(summed([1, 2, 6], [4, 8, 9]), WISHES);
    expect(mixed.ok.at).toBe(4);
    expect(mixed.ng.at).toBeCloseTo(6, 2);
  });

  it('lets no more good parts be NG than wished with good pictures alone, and promises nothing of bad ones', () => {
    expect(optionsOf(fitEdges(summed([-3, -2, 0], []), WISHES))).toEqual({ limit: 7.15, band: 0.75 });
    const wild = fitEdges(summed([-3, -2, 12], []), WISHES);
    expect(wild).toMatchObject({ ok: { at: 6.4, assured: false }, ng: { assured: false } });
    expect(wild.ng.at).toBeGreaterThan(12);
  });

  it('keeps what was wished for on pictures not seen yet, averaged over many fits', () => {
    const fresh = { good: draw(2000, 3), bad: draw(2000, 6) };
    let [missed, falsely] = [0, 0];
    for (let round = 0; round < 100; round++) {
      const { ok, ng } = fitEdges(summed(draw(40, 3), draw(40, 6)), WISHES);
      missed += fresh.bad.filter((sum) => sum < ok.at).length / 2000 / 100;
      falsely += fresh.good.filter((sum) => sum >= ng.at).length / 2000 / 100;
    }
    for (const share of [missed, falsely]) {
      expect(share).toBeLessThan(0.11);
      expect(share).toBeGreaterThan(0.04);
    }
  });
});
