import { existsSync } from 'node:fs';
import { chmod, link, mkdir, readdir, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import type { Inspection } from '../../lib/inspection/record';
import { Ledger } from '../../lib/report/ledger';
import { press } from '../../lib/report/pdf/press';
import { Turns } from '../../lib/queue/turns';
import { ReportWriter } from '../../lib/report/writer';
import { Retention, type RetentionLimits } from '../../lib/retention/retention';
import { unprivileged, useFolder } from '../report/folder';
import { inspection, jpeg } from '../report/inspections';

const folder = useFolder();
afterAll(() => press.close());

const DAY = 86_400_000;
const NOON = Date.UTC(2026, 10, 23, 3);
const root = () => join(folder.path, 'outputs');
const here = (name: string) => existsSync(join(root(), name));

/** A clock that a test sets; both hands go on by `pass`. */
class TestClock {
  private at = { wall: NOON, steady: 5 };
  wall = () => this.at.wall;
  steady = () => this.at.steady;
  set(wall: number) {
    this.at.wall = wall;
  }
  pass(ms: number) {
    this.at = { wall: this.at.wall + ms, steady: this.at.steady + ms };
  }
}

/** A report node's writing, with a clock. */
function line(limits: Partial<RetentionLimits>, clock = new TestClock()) {
  const document = { kind: 'auto' as const };
  const common = { folder: root(), logPattern: 'rows-{date}', header: 'ko' as const, evidence: true, document };
  const writer = new ReportWriter({ ...common, pattern: '{date}/{serial}', formats: ['json', 'csv'] });
  const ledger = new Ledger(root(), join(root(), '.gyeol/node'));
  const retention = new Retention(ledger, { days: 0, reports: 0, bytes: 0, ...limits }, clock);
  const onDay = (number: number, day: number): Inspection => {
    const record = inspection(number);
    return { ...record, frame: { ...record.frame, receivedAt: `2026-11-${23 + day}T09:00:00.000+09:00` } };
  };
  return {
    clock,
    ledger,
    write: async (number: number, day = 0) => {
      const record = onDay(number, day);
      const { files } = await writer.write(record, await jpeg(64));
      await ledger.add(record.id, files, clock.wall());
    },
    run: (turns: Pick<Turns, 'take' | 'waiting'> = new Turns()) => retention.run(turns),
  };
}

describe('what is kept', () => {
  it('are the newest reports, with their pictures; rows go with their file', async () => {
    const { write, run } = line({ reports: 2 });
    for (const n of [1, 2]) await write(n, 0);
    for (const n of [3, 4]) await write(n, 1);
    expect(await run()).toMatchObject({ reports: 2, files: 5, kept: [] });
    expect(here('2026-11-23')).toBe(false);
    expect((await readdir(join(root(), '2026-11-24'))).sort()).toEqual(
      [3, 4].flatMap((n) => [`SN${n}.json`, `SN${n}.picture.jpg`]),
    );
    expect((await readdir(root())).sort()).toEqual(['.gyeol', '2026-11-24', 'rows-2026-11-24.csv']);
    expect(await run()).toMatchObject({ files: 0 });
  });

  it('are no more where the line never rests', async () => {
    const { write, run } = line({ reports: 3 });
    for (let n = 1; n <= 40; n++) await write(n);
    const turns = new Turns();
    let [written, isOver] = [0, false];
    const reports = Array.from({ length: 10 }, async () => {
      while (!isOver) await turns.take(() => setImmediate(written++));
    });
    let before: number | undefined;
    await run({
      take: (work) => {
        before ??= written;
        return turns.take(work);
      },
      get waiting() {
        return turns.waiting;
      },
    });
    const meanwhile = written - before!;
    isOver = true;
    await Promise.all(reports);
    expect(meanwhile).toBeLessThanOrEqual(37);
    expect((await readdir(join(root(), '2026-11-23'))).length).toBe(2 * 3);
  });

  it('counts a report that was written again once, and keeps its newer files', async () => {
    const { write, run } = line({ reports: 3 });
    for (const n of [1, 2, 1, 3]) await write(n);
    expect(await run()).toMatchObject({ files: 0 });
    await write(4);
    await run();
    expect([1, 2, 3, 4].map((n) => here(`2026-11-23/SN${n}.json`))).toEqual([true, false, true, true]);
  });

  it('fits into so many bytes', async () => {
    const { write, run } = line({ bytes: 1 });
    for (const n of [1, 2, 3]) await write(n);
    await run();
    expect(await readdir(join(root(), '.gyeol/node'))).toEqual(['000001.jsonl']);
    expect(here('2026-11-23')).toBe(false);
  });

  it('is no older than so many days', async () => {
    const { clock, write, run } = line({ days: 2 });
    await write(1);
    await run();
    clock.pass(1.5 * DAY);
    await write(2);
    expect(await run()).toMatchObject({ reports: 0 });
    clock.pass(DAY);
    expect(await run()).toMatchObject({ reports: 1 });
    expect([1, 2].map((n) => here(`2026-11-23/SN${n}.json`))).toEqual([false, true]);
  });

  it('drops pages of the ledger whose reports are gone, beyond a thousand', async () => {
    const { ledger, run } = line({ reports: 500 });
    for (let n = 0; n < 2100; n++) await ledger.add(`frame ${n}`, [], NOON);
    expect(await ledger.pages()).toEqual(['000001.jsonl', '000002.jsonl', '000003.jsonl']);
    await run();
    expect(await ledger.pages()).toEqual(['000002.jsonl', '000003.jsonl']);
    expect((await ledger.find('frame 1800'))?.at).toBe(NOON);
    expect(await ledger.find('frame 3')).toBeUndefined();
  });
});

describe('what is not its own', () => {
  it('stays: other files, files that were changed, links, and what links lead to', async () => {
    const { write, run } = line({ reports: 1 });
    for (const n of [1, 2, 3, 4]) await write(n, 0);
    await write(5, 1);
    await write(6, 2);
    const at = (name: string) => join(root(), '2026-11-23', name);
    await writeFile(at('notes.txt'), 'mine');
    await writeFile(at('SN1.json'), 'edited by a person');
    await utimes(at('SN2.json'), new Date(), new Date(Date.now() - 60_000));
    const treasure = join(folder.path, 'treasure');
    await mkdir(treasure);
    await rename(at('SN3.json'), join(treasure, 'SN3.json'));
    await symlink(join(treasure, 'SN3.json'), at('SN3.json'));
    await link(at('SN4.picture.jpg'), join(treasure, 'copy.jpg'));
    await rename(join(root(), '2026-11-24'), join(treasure, 'day'));
    await symlink(join(treasure, 'day'), join(root(), '2026-11-24'));

    await run();
    expect((await readdir(join(root(), '2026-11-23'))).sort()).toEqual([
      'SN1.json',
      'SN2.json',
      'SN3.json',
      'notes.txt',
    ]);
    expect((await readdir(treasure)).sort()).toEqual(['SN3.json', 'copy.jpg', 'day']);
    expect((await readdir(join(treasure, 'day'))).sort()).toEqual(['SN5.json', 'SN5.picture.jpg']);
    expect(here('2026-11-25/SN6.json')).toBe(true);
  });

  it('stays when the ledger was forged to name it', async () => {
    const { ledger, write, run } = line({ reports: 1 });
    const treasure = join(folder.path, 'treasure.txt');
    await writeFile(treasure, 'gold');
    await ledger.add('forged', [treasure], NOON);
    await write(2);
    expect(await run()).toMatchObject({ files: 0, kept: [] });
    expect(existsSync(treasure)).toBe(true);
  });

  it('is told of and tried again where it may not be deleted', async () => {
    const { write, run } = line({ reports: 1 });
    await write(1, 0);
    await write(2, 1);
    await chmod(folder.path, 0o755);
    const day = join(root(), '2026-11-23');
    await chmod(day, 0o555);
    const { kept } = await unprivileged(() => run());
    expect(kept.filter((name) => name.startsWith('2026')).sort()).toEqual([
      '2026-11-23/SN1.json',
      '2026-11-23/SN1.picture.jpg',
    ]);
    expect(here('2026-11-23/SN1.json')).toBe(true);
    await chmod(day, 0o755);
    expect((await run()).kept).toEqual([]);
    expect(here('2026-11-23')).toBe(false);
  });

  it('needs no folder to be there', async () => {
    expect(await line({ reports: 1 }).run()).toEqual({ reports: 0, files: 0, kept: [] });
    await rm(folder.path, { recursive: true });
  });
});

describe('a clock that cannot be believed', () => {
  it('set back deletes nothing', async () => {
    const { clock, write, run } = line({ days: 2 });
    await write(1);
    await run();
    clock.set(NOON - 400 * DAY);
    expect(await run()).toMatchObject({ files: 0 });
    await write(2);
    clock.pass(1.5 * DAY);
    expect(await run()).toMatchObject({ files: 0 });
  });

  it('that jumps ahead deletes nothing before it went on for a day', async () => {
    const { clock, write, run } = line({ days: 2 });
    await write(1);
    await run();
    clock.set(NOON + 3650 * DAY);
    expect(await run()).toMatchObject({ files: 0 });
    clock.pass(DAY / 2);
    expect(await run()).toMatchObject({ files: 0 });
    clock.pass(DAY / 2);
    expect(await run()).toMatchObject({ reports: 1 });
  });

  it('that makes everything old at the start of a run deletes nothing for a day', async () => {
    const first = line({ days: 2 });
    await first.write(1);
    const clock = new TestClock();
    clock.set(NOON + 3650 * DAY);
    const second = line({ days: 2 }, clock);
    expect(await second.run()).toMatchObject({ files: 0 });
    clock.pass(DAY);
    expect(await second.run()).toMatchObject({ reports: 1 });
  });

  it('of 1970 makes no report old: it is as old as its neighbours', async () => {
    const { clock, write, run } = line({ days: 2 });
    clock.set(0);
    await write(1);
    clock.set(NOON);
    await write(2);
    clock.set(60_000);
    await write(3);
    clock.set(NOON + DAY);
    await write(4);
    const later = line({ days: 2 }, clock);
    expect(await later.run()).toMatchObject({ files: 0 });
    clock.pass(1.5 * DAY);
    expect(await later.run()).toMatchObject({ reports: 3 });
    expect(here('2026-11-23/SN4.json')).toBe(true);
    expect(await run()).toBeDefined();
  });
});
