import { fork } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, readdirSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Cases } from '../../lib/cases/cases';
import { useFolder } from '../support/folder';
import { clustered, newCase, SPACE } from '../support/cases';

const folder = useFolder();
const CHILD = join(__dirname, '../../dist/test/support/cases-child.js');
const next = clustered(9);

/** Lets another process keep cases and kills it in the middle; ids of what it said to be on disk. */
async function keepUntilKilled(count: number, sealAt: number): Promise<string[]> {
  const child = fork(CHILD, [folder.path, String(sealAt)]);
  const kept: string[] = [];
  child.on('message', (id: string) => {
    if (kept.push(id) === count) child.kill('SIGKILL');
  });
  await once(child, 'exit');
  return kept;
}

async function withCases<T>(work: (cases: Cases) => Promise<T>): Promise<T> {
  const cases = await Cases.open(folder.path, { sealAt: 500 });
  try {
    return await work(cases);
  } finally {
    await cases.close();
  }
}

const logFile = () =>
  join(
    folder.path,
    readdirSync(folder.path).find((name) => name.endsWith('.cases'))!,
  );
const indexes = () => readdirSync(folder.path).filter((name) => name.includes('.ivf'));

describe('cases after kill -9', () => {
  it('have all that was said to be kept, whether the index was being made or not', async () => {
    for (const count of [37, 520, 1100]) {
      const kept = await keepUntilKilled(count, 500);
      await withCases(async (cases) => {
        const found = await Promise.all(kept.map((id) => cases.get(id)));
        expect(found.filter((each) => !each)).toEqual([]);
        const { vector, record } = newCase(kept.at(-1)!, clustered(count)());
        await cases.put({ vector, record });
        expect((await cases.find({ vector, space: SPACE, count: 1 }))[0]!.record.id).toBe(record.id);
      });
    }
  });

  it('go on behind an entry that was torn off', async () => {
    const vector = next();
    await withCases((cases) => cases.put(newCase('whole', next()), newCase('torn', next())));
    truncateSync(logFile(), readFileSync(logFile()).length - 100);
    await withCases(async (cases) => {
      expect(await cases.state()).toMatchObject({ cases: 1, damaged: 0 });
      await cases.put(newCase('after', vector));
    });
    await withCases(async (cases) => {
      expect(await cases.state()).toMatchObject({ cases: 2, damaged: 0 });
      expect((await cases.find({ vector, space: SPACE, count: 1 }))[0]!.record.id).toBe('after');
    });
  });

  it('leave out what the disk has spoilt, say so, and keep what stands behind it', async () => {
    await withCases((cases) => cases.put(...['a', 'b', 'c'].map((id) => newCase(id, next()))));
    const bytes = readFileSync(logFile());
    bytes[Math.floor(bytes.length / 2)]! ^= 1;
    writeFileSync(logFile(), bytes);
    await withCases(async (cases) => {
      expect(await cases.state()).toMatchObject({ cases: 2, damaged: 1 });
      expect(await cases.get('b')).toBeUndefined();
      expect((await cases.get('c'))!.record.id).toBe('c');
    });
  });

  it('make the index anew when it is damaged or half written', async () => {
    const all = Array.from({ length: 1200 }, (_, index) => newCase(`case-${index}`, next()));
    await withCases(async (cases) => {
      await cases.put(...all);
      await cases.settle();
    });
    const [index] = indexes();
    const bytes = readFileSync(join(folder.path, index!));
    bytes[5000]! ^= 1;
    writeFileSync(join(folder.path, index!), bytes);
    appendFileSync(join(folder.path, 'index-000009.ivf.tmp'), 'half');
    await withCases(async (cases) => {
      await cases.settle();
      expect(await cases.state()).toMatchObject({ cases: 1200, indexed: 1200 });
      const { record, vector } = all[700]!;
      expect((await cases.find({ vector, space: SPACE, count: 1 }))[0]!.record.id).toBe(record.id);
    });
    expect(indexes()).toHaveLength(1);
  });

  it('belong to one process at a time', async () => {
    await withCases(async () => {
      await expect(Cases.open(folder.path)).rejects.toMatchObject({ code: 'ERR_CASES_HELD' });
    });
  });

  it('go on without an index that cannot be written, and say why', async () => {
    await withCases(async (cases) => {
      renameSync(folder.path, `${folder.path} moved`);
      const all = Array.from({ length: 700 }, (_, index) => newCase(`case-${index}`, next()));
      await cases.put(...all);
      await cases.settle();
      expect(await cases.state()).toMatchObject({ cases: 700, indexed: 0, trouble: expect.stringContaining('ENOENT') });
      const { record, vector } = all[300]!;
      expect((await cases.find({ vector, space: SPACE, count: 1 }))[0]!.record.id).toBe(record.id);
      renameSync(`${folder.path} moved`, folder.path);
    });
  });
});
