import { describe, expect, it } from 'vitest';
import type { CaseFilter, NewCase } from '../../lib/cases/case';
import { Cases } from '../../lib/cases/cases';
import { useFolder } from '../support/folder';
import { bruteForce, clustered, newCase, SPACE } from '../support/cases';

const folder = useFolder();
const next = clustered(1);

const some = (count: number, prefix: string, more: Partial<NewCase['record']> = {}) =>
  Array.from({ length: count }, (_, index) => newCase(`${prefix}${index}`, next(), more));

async function withCases<T>(work: (cases: Cases) => Promise<T>, sealAt = 2000): Promise<T> {
  const cases = await Cases.open(folder.path, { sealAt });
  try {
    return await work(cases);
  } finally {
    await cases.close();
  }
}

const idsOf = (found: { record: { id: string } }[]) => found.map(({ record }) => record.id);

/** Share of the ten nearest by brute force that the store finds. */
async function recall(cases: Cases, all: NewCase[], queries = 40): Promise<number> {
  let hits = 0;
  for (let query = 0; query < queries; query++) {
    const vector = next();
    const found = idsOf(await cases.find({ vector, space: SPACE, count: 10 }));
    hits += bruteForce(all, vector, 10).filter((id) => found.includes(id)).length;
  }
  return hits / (10 * queries);
}

describe('cases', () => {
  it('finds what brute force finds, in memory, by the index, and with both, also after it was opened again', async () => {
    const first = some(1500, 'a');
    const second = some(4500, 'b');
    const third = some(700, 'c');
    await withCases(async (cases) => {
      await cases.put(...first);
      expect(await recall(cases, first)).toBeGreaterThanOrEqual(0.98);
      await cases.put(...second);
      await cases.settle();
      await cases.put(...third);
      expect(await cases.state()).toMatchObject({ cases: 6700, indexed: 6000, foreign: 0, damaged: 0 });
      expect(await recall(cases, [...first, ...second, ...third])).toBeGreaterThanOrEqual(0.98);
    });
    await withCases(async (cases) => {
      expect(await cases.state()).toMatchObject({ cases: 6700, indexed: 6000 });
      expect(await recall(cases, [...first, ...second, ...third])).toBeGreaterThanOrEqual(0.98);
    });
  });

  it('finds while cases come in and the index is made anew', async () => {
    await withCases(async (cases) => {
      const kept: NewCase[] = [];
      let coming = true;
      const insert = async () => {
        for (let round = 0; round < 60; round++) {
          const more = some(100, `round${round}-`);
          await cases.put(...more);
          kept.push(...more);
        }
        coming = false;
      };
      const inserting = insert();
      let asked = 0;
      while (coming) {
        const known = kept.at(Math.floor(kept.length / 2));
        if (!known) await cases.state();
        else {
          const [found] = await cases.find({ vector: known.vector, space: SPACE, count: 1 });
          expect(found).toMatchObject({ record: { id: known.record.id }, similarity: expect.closeTo(1, 4) });
          asked++;
        }
      }
      await inserting;
      await cases.settle();
      expect(asked).toBeGreaterThan(10);
      expect((await cases.state()).indexed).toBeGreaterThanOrEqual(4000);
      expect(await recall(cases, kept)).toBeGreaterThanOrEqual(0.98);
    });
  });

  it('finds by line, lot, defect, decision, disposition and time, alone and together with a picture', async () => {
    const scratch = { id: 'scratch', en: 'scratch', ko: '스크래치' };
    const stain = { id: 'stain', en: 'stain', ko: '오염' };
    await withCases(async (cases) => {
      await cases.put(
        ...some(2500, 'many', { line: 'A', label: stain }),
        newCase('old', next(), { line: 'B', lot: 'L1', label: scratch, at: '2026-01-01T00:00:00Z' }),
        newCase('new', next(), { line: 'B', lot: 'L2', label: scratch, decision: 'review' }),
      );
      await cases.settle();
      const find = async (filter: CaseFilter, vector?: Float32Array) =>
        idsOf(await cases.find({ filter, vector, space: SPACE, count: 10 }));
      expect(await find({ line: 'B' })).toEqual(['new', 'old']);
      expect(await find({ line: 'B', lot: ['L1', 'L3'] })).toEqual(['old']);
      expect(await find({ defect: 'scratch', decision: 'review' })).toEqual(['new']);
      expect(await find({ defect: 'scratch', to: Date.parse('2026-06-01') })).toEqual(['old']);
      expect(await find({ line: 'C' })).toEqual([]);
      expect((await find({ line: 'B' }, next())).sort()).toEqual(['new', 'old']);
      expect(await find({ line: 'A', defect: 'stain' }, next())).toHaveLength(10);

      const disposition = { revision: 1, decision: 'rework', at: '2026-11-26T10:00:00Z', by: '김검사' };
      expect(await cases.decide('old', disposition)).toBe(true);
      expect(await cases.decide('unknown', disposition)).toBe(false);
      expect(await find({ disposition: 'rework' })).toEqual(['old']);
      expect(await find({ disposition: 'none', line: 'B' })).toEqual(['new']);
    });
    await withCases(async (cases) => {
      const [found] = await cases.find({ filter: { disposition: 'rework' } });
      expect(found).toMatchObject({ record: { id: 'old', label: scratch }, disposition: { by: '김검사' } });
    });
  });

  it('keeps the last case of an id with its disposition, and forgets what is dropped', async () => {
    const [first, second] = [next(), next()];
    const disposition = { revision: 1, decision: 'scrap', at: '2026-11-26T10:00:00Z' };
    await withCases(async (cases) => {
      await cases.put(newCase('twice', first), newCase('gone', first));
      await cases.decide('twice', disposition);
      await cases.put(newCase('twice', second));
      await cases.drop('gone');
      expect(idsOf(await cases.find({ vector: first, space: SPACE, least: 0.9 }))).toEqual([]);
    });
    await withCases(async (cases) => {
      const found = await cases.find({ vector: second, space: SPACE });
      expect(found).toMatchObject([{ record: { id: 'twice' }, disposition, similarity: expect.closeTo(1, 4) }]);
    });
  });

  it('lets the oldest go beyond number and age, with their files on disk and their rows in memory', async () => {
    await withCases(async (cases) => {
      await cases.put(...some(3000, 'old', { at: '2026-01-01T00:00:00Z' }), ...some(3000, 'new'));
      await cases.settle();
      const now = Date.parse('2026-11-26T10:00:00+09:00');
      expect(await cases.retain({ days: 30, cases: 0 }, now)).toBe(3000);
      expect(await cases.retain({ days: 30, cases: 1000 }, now)).toBe(2000);
      expect(await cases.state()).toMatchObject({ cases: 1000 });
      expect(
        idsOf(await cases.find({ vector: next(), space: SPACE, count: 500 })).filter((id) => !/^new[2]/.test(id)),
      ).toEqual([]);
    });
  });

  it('compares nothing of one model with another, says so, and hands out what must be seen anew', async () => {
    const other = { ...SPACE, version: '2' };
    await withCases(async (cases) => {
      await cases.put(...some(10, 'old'));
      await cases.put(newCase('new', next(), {}, other));
      expect(await cases.state()).toMatchObject({ cases: 11, foreign: 1, space: SPACE });
      await cases.prefer(other);
      expect(await cases.state()).toMatchObject({ cases: 11, foreign: 10, space: other });
      const vector = next();
      await expect(cases.find({ vector, space: SPACE })).rejects.toMatchObject({ code: 'ERR_CASES_MODEL' });
      expect(idsOf(await cases.find({ vector, space: other }))).toEqual(['new']);

      const { cases: four, next: place } = await cases.foreign(undefined, 4);
      const { cases: rest, next: end } = await cases.foreign(place, 100);
      expect(idsOf([...four, ...rest])).toEqual(some(10, 'old').map(({ record }) => record.id));
      expect(end).toBeUndefined();
      await cases.put(...four.map(({ record }) => newCase(record.id, next(), {}, other)));
      expect(await cases.state()).toMatchObject({ cases: 11, foreign: 6 });

      await cases.put(newCase('back', next()));
      await cases.prefer(SPACE);
      expect(await cases.state()).toMatchObject({ cases: 12, foreign: 5, space: SPACE });
      expect(await cases.find({ vector, space: SPACE, count: 20 })).toHaveLength(7);
    });
  });
});
