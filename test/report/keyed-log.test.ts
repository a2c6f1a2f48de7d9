import { appendFile, symlink, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Inspection } from '../../lib/inspection/record';
import { csvFormat, toCsvRow } from '../../lib/report/csv';
import { JSON_LINES, toJsonLine, toRecord } from '../../lib/report/json';
import { KeyedLog } from '../../lib/report/keyed-log';
import { useFolder, withLock } from './folder';
import { inspection } from './inspections';

const folder = useFolder();
const csv = csvFormat('en');
const path = () => join(folder.path, 'day.csv');
const row = (number: number, change: Partial<Inspection> = {}) => toCsvRow({ ...inspection(number), ...change });
const idsIn = (name: string) =>
  folder
    .read(name)
    .split('\r\n')
    .slice(1, -1)
    .map((line) => Number(/#(\d+)/.exec(line)![1]));

describe('a growing file', () => {
  it('gets one header and rows in the order of the calls', async () => {
    const log = new KeyedLog(path(), csv);
    await Promise.all([1, 2, 3, 4, 5].map((number) => log.put(row(number))));
    expect(folder.read('day.csv')).toBe(csv.head + [1, 2, 3, 4, 5].map((number) => `${row(number)}\r\n`).join(''));
  });

  it('replaces the row of a known id, also one of an earlier run', async () => {
    const log = new KeyedLog(path(), csv);
    for (const number of [1, 2, 3]) await log.put(row(number));
    await log.put(row(2, { part: { lot: 'again' } }));
    await new KeyedLog(path(), csv).put(row(3, { part: { lot: 'later' } }));
    expect(idsIn('day.csv')).toEqual([1, 2, 3]);
    expect(folder.read('day.csv')).toMatch(/again[\s\S]*later/);
  });

  it('keeps records in JSON lines apart by their own id', async () => {
    const log = new KeyedLog(join(folder.path, 'day.jsonl'), JSON_LINES);
    const line = (number: number) => toJsonLine(toRecord({ ...inspection(number), id: `"${number}"` }));
    for (const number of [1, 2, 1]) await log.put(line(number));
    expect(folder.read('day.jsonl')).toBe(`${line(1)}\n${line(2)}\n`);
  });

  it('does not write on behind the torn end that a power cut left', async () => {
    await new KeyedLog(path(), csv).put(row(1));
    await appendFile(path(), row(2).slice(0, 40));
    await new KeyedLog(path(), csv).put(row(3));
    await new KeyedLog(path(), csv).put(row(2));
    expect(idsIn('day.csv')).toEqual([1, 2, 3]);
    expect(folder.read('day.csv')).toContain(row(2));
  });

  it('moves a file of another form aside', async () => {
    await writeFile(path(), 'old,header\r\n1,2\r\n');
    await new KeyedLog(path(), csv).put(row(1));
    expect(folder.read('day.old-1.csv')).toBe('old,header\r\n1,2\r\n');
    expect(idsIn('day.csv')).toEqual([1]);
  });

  it('begins anew when someone deleted the file', async () => {
    const log = new KeyedLog(path(), csv);
    await log.put(row(1));
    await unlink(path());
    await log.put(row(2));
    expect(folder.read('day.csv')).toBe(`${csv.head}${row(2)}\r\n`);
  });
});

describe('a file that Excel holds', () => {
  it('costs no row: they go beside and come home', async () => {
    let locked: string | undefined;
    const log = new KeyedLog(
      path(),
      csv,
      withLock(() => locked),
    );
    await log.put(row(1));
    locked = path();
    expect(await log.put(row(2))).toEqual({ path: join(folder.path, 'day.locked-1.csv'), locked: true });
    await log.put(row(3));
    await log.put(row(1, { part: { lot: 'newer' } }));
    expect(idsIn('day.csv')).toEqual([1]);
    expect(idsIn('day.locked-1.csv')).toEqual([2, 3, 1]);
    expect(folder.read('day.locked-1.csv').startsWith(csv.head)).toBe(true);

    locked = undefined;
    expect(await log.put(row(4))).toEqual({ path: path(), locked: false });
    expect(idsIn('day.csv')).toEqual([1, 2, 3, 4]);
    expect(folder.read('day.csv')).toContain('newer');
    expect(await folder.names()).toEqual(['day.csv']);
  });

  it('takes home what an earlier run left beside', async () => {
    const held = new KeyedLog(path(), csv, withLock(path));
    await held.put(row(1));
    await new KeyedLog(path(), csv).put(row(2));
    expect(idsIn('day.csv')).toEqual([1, 2]);
    expect(await folder.names()).toEqual(['day.csv']);
  });

  it('takes another file when the one beside is open, too', async () => {
    let second = false;
    const both = withLock(() => (second ? join(folder.path, 'day.locked-1.csv') : path()));
    const log = new KeyedLog(path(), csv, both);
    await log.put(row(1));
    second = true;
    const files = withLock(path);
    const open = ((name: string, flags: string) =>
      (name.includes('locked-1') ? both : files).open(name, flags)) as typeof files.open;
    const logged = await new KeyedLog(path(), csv, { ...files, open }).put(row(2));
    expect(logged.path).toBe(join(folder.path, 'day.locked-2.csv'));
    expect(idsIn('day.locked-2.csv')).toEqual([2]);
  });
});

describe('a full disk', () => {
  it.skipIf(process.platform !== 'linux')('is told with the reason and what to do', async () => {
    const log = new KeyedLog(path(), csv);
    await log.put(row(1));
    await unlink(path());
    await symlink('/dev/full', path());
    await expect(log.put(row(2))).rejects.toMatchObject({
      code: 'ERR_REPORT_WRITE',
      message: expect.stringContaining('ENOSPC'),
      advice: expect.stringContaining('disk space'),
    });
  });
});
