import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Dispositions } from '../../lib/disposition/dispositions';
import { dispositionKind } from '../../lib/disposition/kinds';
import { useFolder } from '../report/folder';

const folder = useFolder();
const path = () => join(folder.path, 'dispositions.jsonl');
const decide = (decision: unknown, more: object = {}) =>
  new Dispositions(path()).put({ id: 'frame', decision, ...more });
const history = async () =>
  (await new Dispositions(path()).of('frame')).map(({ revision, decision }) => [revision, decision]);

describe('decisions about a frame', () => {
  it.each([
    ['특채', 'use-as-is'],
    ['Use-As-Is', 'use-as-is'],
    ['확인', 'confirm'],
    [' 재작업 ', 'rework'],
  ])('take %j for %s', (word, kind) => {
    expect(dispositionKind(word)).toBe(kind);
  });

  it.each([undefined, '', 'maybe', 7, {}, ['scrap', 'rework']])('refuse %j and say what there is', (word) => {
    expect(() => dispositionKind(word)).toThrow(expect.objectContaining({ code: 'ERR_DISPOSITION' }));
  });

  it('stand by revision, whatever order they came in, each once', async () => {
    await decide('confirm', { revision: 1 });
    await decide('scrap', { revision: 3 });
    await decide('rework', { revision: 2 });
    await decide('rework', { revision: 2 });
    await decide('특채');
    expect(await history()).toEqual([
      [1, 'confirm'],
      [2, 'rework'],
      [3, 'scrap'],
      [4, 'use-as-is'],
    ]);
    await expect(decide('scrap', { revision: 2 })).rejects.toMatchObject({ code: 'ERR_DISPOSITION_TAKEN' });
    for (const revision of [0, -1, 1.5, 'x']) {
      await expect(decide('scrap', { revision })).rejects.toMatchObject({ code: 'ERR_OPTIONS' });
    }
  });

  it('are found again behind a line that was torn or spoilt', async () => {
    await decide('rework');
    await appendFile(path(), 'spoilt\n{"id":"frame","revi');
    expect(await history()).toEqual([[1, 'rework']]);
    await decide('scrap');
    expect(await history()).toEqual([
      [1, 'rework'],
      [2, 'scrap'],
    ]);
    expect(await readFile(path(), 'utf8')).toMatch(/spoilt\n\{"id":"frame","revision":2/);
  });

  it('keep a note of a sensible length', async () => {
    await decide('scrap', { note: 'x'.repeat(10_000), by: '  홍길동 ' });
    const [last] = await new Dispositions(path()).of('frame');
    expect([last?.note?.length, last?.by]).toEqual([500, '홍길동']);
  });
});
