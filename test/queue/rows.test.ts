import { describe, expect, it } from 'vitest';
import type { Entry } from '../../lib/queue/entry';
import { PackedRows } from '../../lib/queue/packed-rows';
import { RowIndex } from '../../lib/row-index';
import { Dice } from '../fuzz/dice';
import { collectGarbage } from '../support/garbage';

const entry = (seq: number, facts: Partial<Entry> = {}): Entry => ({
  id: `카메라 "${seq}"`,
  print: `${seq}-0123abcd`,
  line: 'A',
  priority: seq % 10,
  decision: undefined,
  seq,
  tries: 2,
  bytes: 5e9,
  acceptedAt: 1.7e12 + seq,
  bornAt: -12,
  ...facts,
});

describe('packed rows', () => {
  it('give every entry back as it was, whatever it is called', () => {
    const rows = new PackedRows();
    const entries = [
      entry(1),
      entry(2, { decision: 'review', id: '","', print: 'x' }),
      entry(3, { line: '용접 '.repeat(100), decision: 'ng' }),
      entry(1e12, { id: '', line: '\0\n"' }),
    ];
    const places = entries.map((each) => rows.put(each));
    expect(entries.map(({ id }) => rows.find(id))).toEqual(places);
    expect(entries.map(({ print }) => rows.hasPrint(print))).toEqual([true, true, true, true]);
    expect(places.map((row) => rows.take(row))).toEqual(entries);
    expect(entries.map(({ id, print }) => [rows.find(id), rows.hasPrint(print)]).flat()).not.toContain(true);
  });

  it('find what is there and nothing else, through thousands that come and go', () => {
    const [rows, there, dice] = [new PackedRows(), new Map<string, number>(), new Dice('packed rows')];
    for (let seq = 1; seq <= 6000; seq++) {
      const each = entry(seq);
      there.set(each.id, rows.put(each));
      if (seq < 2500 || dice.chance(0.3)) continue;
      const [id, row] = dice.pick([...there].slice(0, 50));
      expect(rows.take(row)).toMatchObject({ id, bornAt: -12 });
      there.delete(id);
    }
    for (let seq = 1; seq <= 6000; seq++) expect(rows.find(entry(seq).id)).toBe(there.get(entry(seq).id));
  });

  it('stay where they are while frames come and go one by one', () => {
    const rows = new PackedRows();
    for (let seq = 1; seq <= 1000; seq++) rows.take(rows.put(entry(seq)));
    const before = process.memoryUsage().arrayBuffers;
    for (let seq = 1; seq <= 1000; seq++) rows.take(rows.put(entry(seq)));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100_000);
  });

  it('take no more for a second backlog than for the first', () => {
    const rows = new PackedRows();
    const backlog = () => {
      for (const row of Array.from({ length: 5000 }, (_, at) => rows.put(entry(at + 1)))) rows.take(row);
    };
    backlog();
    const before = process.memoryUsage().arrayBuffers;
    backlog();
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100_000);
  });

  it('take next to nothing of the heap', () => {
    const rows = new PackedRows();
    for (let seq = 1; seq <= 1000; seq++) rows.put(entry(seq));
    collectGarbage();
    const before = process.memoryUsage().heapUsed;
    for (let seq = 1001; seq <= 21_000; seq++) rows.put(entry(seq));
    collectGarbage();
    expect((process.memoryUsage().heapUsed - before) / 20_000).toBeLessThan(20);
    expect(rows.find(entry(21_000).id)).toBe(20_999);
  });
});

describe('an index of rows', () => {
  it('tells rows of one checksum apart, whichever of them goes first', () => {
    for (const gone of [5, 70, 200]) {
      const index = new RowIndex();
      for (const row of [5, 70, 200]) index.add(row, 7);
      index.remove(gone);
      const left = [5, 70, 200].filter((row) => index.find(7, (each) => each === row) === row);
      expect(left).toEqual([5, 70, 200].filter((row) => row !== gone));
    }
  });
});
