import { describe, expect, it } from 'vitest';
import { RecentIds, REMEMBERED } from '../../lib/recent/ids';
import { RecentMap } from '../../lib/recent/map';
import { RecentPrints } from '../../lib/recent/prints';
import { collectGarbage } from '../support/garbage';

describe('recent ids', () => {
  it('are known until as many others came, and not again by being asked for', () => {
    const ids = new RecentIds(100);
    expect(Array.from({ length: 150 }, (_, id) => ids.add(`${id}`))).not.toContain(true);
    expect([49, 50, 149].map((id) => ids.has(`${id}`))).toEqual([false, true, true]);
    expect([ids.add('50'), ids.add('150'), ids.has('50')]).toEqual([true, false, false]);
  });

  it('take no more memory, however many come', () => {
    const ids = new RecentIds();
    let id = 0;
    const takenBy = (count: number) => {
      while (id < count) ids.add(`camera-1-${id++}`);
      collectGarbage();
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      return heapUsed + arrayBuffers;
    };
    const full = takenBy(REMEMBERED);
    expect(takenBy(3 * REMEMBERED) - full).toBeLessThan(100_000);
    expect(ids.has('camera-1-29999')).toBe(true);
  });
});

describe('a recent map', () => {
  it('has the last value of each id until as many others came', () => {
    const map = new RecentMap<number>(3);
    for (const [at, id] of ['a', 'b', 'a', 'c', 'd'].entries()) map.set(id, at);
    expect(['a', 'b', 'c', 'd', 'e'].map((id) => map.get(id))).toEqual([undefined, 1, 3, 4, undefined]);
  });
});

describe('recent prints', () => {
  it('knows as many ids as it holds, the last print of each, and forgets the oldest', () => {
    const prints = new RecentPrints(100);
    for (let id = 0; id < 250; id++) prints.add(`${id}`, `${id}-print`);
    const known = Array.from({ length: 250 }, (_, id) => id).filter((id) => prints.has(`${id}`, `${id}-print`));
    expect(known).toEqual(Array.from({ length: 100 }, (_, at) => 150 + at));
    prints.add('249', 'another');
    expect([prints.has('249'), prints.has('249', 'another'), prints.has('249', '249-print')]).toEqual([
      true,
      true,
      false,
    ]);
    expect([prints.hasPrint('another'), prints.hasPrint('150-print')]).toEqual([true, false]);
  });
});
