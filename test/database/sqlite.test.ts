import { rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, it } from 'vitest';
import { decideOf, forgetOf } from '../../lib/database/change';
import type { Connect } from '../../lib/database/connection';
import type { Recorder } from '../../lib/database/recorder';
import { namesOf } from '../../lib/database/schema';
import { connectSqlite } from '../../lib/database/sqlite/connect';
import { useFolder } from '../report/folder';
import { documentedQueries, drained, eventually, NOON, record, row, rowsIn } from './rows';

const folder = useFolder();
const path = () => join(folder.path, '기록/inspections.sqlite');
const toFile: Connect = (lost) => connectSqlite({ path: path(), names: namesOf('inspections') }, lost);
let open: Recorder | undefined;
afterEach(() => open?.close());

function start(limits?: object) {
  const { recorder, told } = record(join(folder.path, 'outbox'), toFile, limits);
  open = recorder;
  return { recorder, told };
}
async function restart() {
  await open!.close();
  return start();
}

describe('rows in SQLite', () => {
  it('hold what people ask for, and the record', async () => {
    const { recorder } = start();
    await recorder.put(row(7));
    await drained(recorder);
    const [found] = rowsIn(path());
    expect(found).toMatchObject({
      id: 'factory/A/weld/image#7',
      inspected_at: '2026-11-23T00:07:02.118Z',
      decision: 'ng',
      label: 'scratch',
      defect_code: 'SCR-01',
      probability: 0.913,
      length_mm: 3.2,
      regions: 1,
      lot: 'LOT-1123',
      gateway: '가',
      other_gateway: null,
      report: '/outputs/7.pdf',
      disposition: null,
    });
    expect(JSON.parse(found!.record as string)).toMatchObject({ schema: 1, part: { product: '브레이크 하우징' } });
  });

  it('answer what the documentation asks', async () => {
    const { recorder } = start();
    await recorder.put(row(7));
    await drained(recorder);
    const database = new DatabaseSync(path(), { readOnly: true });
    const answers = documentedQueries().map((sql) => database.prepare(sql).all());
    database.close();
    expect(answers[1]).toMatchObject([{ serial: 'SN7', length_mm: 3.2, gateway: '가', report: '/outputs/7.pdf' }]);
  });

  it('are one for each id: what comes later from the same gateway counts, whatever its clock says', async () => {
    const { recorder } = start();
    await recorder.put(row(1));
    await recorder.put(row(1, '가', NOON - 3_600_000, { judgement: undefined }));
    await drained(recorder);
    expect(rowsIn(path())).toMatchObject([{ decision: 'review', other_gateway: null }]);
  });

  it('of two gateways are one: the later report stays, and the other gateway is named', async () => {
    const { recorder } = start();
    await recorder.put(row(1, '가', NOON));
    await recorder.put(row(1, '나', NOON + 5));
    await recorder.put(row(2, '가', NOON));
    await recorder.put(row(2, '나', NOON - 5));
    await drained(recorder);
    expect(rowsIn(path())).toMatchObject([
      { gateway: '나', other_gateway: '가' },
      { gateway: '가', other_gateway: '나' },
    ]);
  });

  it('keep decisions of people, also when another gateway’s report comes after them', async () => {
    const { recorder } = start();
    const dispositions = [{ revision: 1, decision: 'use-as-is', at: '2026-11-23T13:00:00.000+09:00', by: '김' }];
    await recorder.put(row(1));
    await recorder.put(decideOf('factory/A/weld/image#1', dispositions));
    await recorder.put(row(1, '나', NOON + 5));
    await drained(recorder);
    const [found] = rowsIn(path());
    expect(found).toMatchObject({
      gateway: '나',
      disposition: 'use-as-is',
      disposition_by: '김',
      disposition_at: '2026-11-23T04:00:00.000Z',
    });
    expect(JSON.parse(found!.dispositions as string)).toEqual(dispositions);
  });

  it('go with their report, unless another gateway’s stands there', async () => {
    const { recorder } = start();
    await recorder.put(row(1));
    await recorder.put(row(2, '나'));
    for (const n of [1, 2]) await recorder.put(forgetOf(`factory/A/weld/image#${n}`, '가'));
    await drained(recorder);
    expect(rowsIn(path()).map(({ serial }) => serial)).toEqual(['SN2']);
  });

  it('take texts that no database takes, and statements for texts', async () => {
    const { recorder } = start();
    const lot = `'); drop table inspections; --\0\ud800`;
    await recorder.put(row(1, '가', NOON, { part: { lot } }));
    await drained(recorder);
    const [found] = rowsIn(path());
    expect(found!.lot).toBe(`'); drop table inspections; --\ufffd`);
    expect(JSON.parse(found!.record as string).part.lot).toBe(found!.lot);
  });
});

describe('a file that cannot be had', () => {
  it('is written in order when it can', async () => {
    await writeFile(join(folder.path, '기록'), 'in the way');
    const { recorder, told } = start();
    await eventually(() => told.problems.map(({ code }) => code)).toEqual(['ERR_DATABASE']);
    for (const n of [1, 2, 3]) await recorder.put(row(n));
    expect((await recorder.outbox).state.waiting).toBe(3);
    rmSync(join(folder.path, '기록'));
    await drained(recorder);
    expect(told.backs).toBe(1);
    expect(rowsIn(path(), 'rowid').map(({ serial }) => serial)).toEqual(['SN1', 'SN2', 'SN3']);
  });

  it('is made anew when somebody deleted it', async () => {
    const { recorder } = start();
    await recorder.put(row(1));
    await drained(recorder);
    for (const end of ['', '-wal', '-shm']) rmSync(path() + end, { force: true });
    await recorder.put(row(2));
    await drained(recorder);
    expect(rowsIn(path()).map(({ serial }) => serial)).toEqual(['SN2']);
  });

  it('of a later version is left alone', async () => {
    const { recorder } = start();
    await recorder.put(row(1));
    await drained(recorder);
    const database = new DatabaseSync(path());
    database.exec('insert into inspections_schema values (2)');
    const later = await restart();
    await eventually(() => later.told.problems.map(({ code }) => code)).toEqual(['ERR_DATABASE_NEWER']);
    await later.recorder.put(row(2));
    expect(rowsIn(path())).toHaveLength(1);
    database.exec('delete from inspections_schema where version = 2');
    database.close();
    await drained(later.recorder);
    expect(rowsIn(path())).toHaveLength(2);
  });
});

it('keeps a row that the database refuses for a person, and goes on', async () => {
  const { recorder, told } = start();
  await recorder.put(row(1));
  await drained(recorder);
  const database = new DatabaseSync(path());
  database.exec(`create trigger no before insert on inspections when new.serial = 'SN3'
    begin select raise(abort, 'no such serial'); end`);
  database.close();
  for (const n of [2, 3, 4]) await recorder.put(row(n));
  await drained(recorder);
  expect(rowsIn(path()).map(({ serial }) => serial)).toEqual(['SN1', 'SN2', 'SN4']);
  expect(told.refused.map(([id, { code }]) => [id, code])).toEqual([['factory/A/weld/image#3', 'ERR_DATABASE_ROW']]);
  expect((await recorder.outbox).deadLetters()).toHaveLength(1);
});

it('says when a row finds no room to wait', async () => {
  await writeFile(join(folder.path, '기록'), 'in the way');
  const { recorder } = start({ maxFrames: 2 });
  for (const n of [1, 2]) await recorder.put(row(n));
  await expect(recorder.put(row(3))).rejects.toMatchObject({ code: 'ERR_DATABASE_ROOM' });
});

it('knows what waits after a restart', async () => {
  await writeFile(join(folder.path, '기록'), 'in the way');
  for (const n of [1, 2, 3])
    await start()
      .recorder.put(row(n))
      .then(() => open!.close());
  rmSync(join(folder.path, '기록'));
  const { recorder } = start();
  await drained(recorder);
  expect(rowsIn(path())).toHaveLength(3);
});

describe('the name of a table', () => {
  it.each(['inspections', 'quality.inspections', '_a1'])('may be %s', (name) => expect(namesOf(name)).toBeTruthy());
  it.each(['a; drop table b', 'a"b', 'A', '1a', 'a.b.c', 'a b', ''])('may not be %s', (name) =>
    expect(() => namesOf(name)).toThrow(/table/),
  );
});
