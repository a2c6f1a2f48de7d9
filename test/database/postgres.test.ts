import { execFileSync } from 'node:child_process';
import { chownSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { decideOf } from '../../lib/database/change';
import { connectPostgres, type PostgresOptions } from '../../lib/database/postgres/connect';
import { loadPg } from '../../lib/database/postgres/library';
import type { Recorder } from '../../lib/database/recorder';
import { namesOf } from '../../lib/database/schema';
import { useFolder } from '../report/folder';
import { PASSWORD, startPostgres, USER, type Postgres } from '../support/postgres';
import { documentedQueries, drained, eventually, NOON, record, row } from './rows';

const folder = useFolder();
let postgres: Postgres;
const open: Recorder[] = [];
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.remove());
beforeEach(() => postgres.query('drop table if exists inspections, inspections_schema'));
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

function start(options: Partial<PostgresOptions> = {}, gateway = '가') {
  const all = { host: '127.0.0.1', port: postgres.port, database: 'postgres', user: USER, password: PASSWORD };
  const reached = { ...all, names: namesOf('inspections'), gateway, ...options };
  const connect = (lost: Parameters<typeof connectPostgres>[2]) =>
    connectPostgres(() => loadPg([__filename]), reached, lost);
  const { recorder, told } = record(join(folder.path, `outbox-${gateway}`), connect);
  open.push(recorder);
  return { recorder, told };
}
const serials = async () =>
  (await postgres.query('select serial from inspections order by inspected_at')).map(({ serial }) => serial);

describe('rows in PostgreSQL', () => {
  it('hold what people ask for, and the record as JSON', async () => {
    const { recorder } = start();
    await recorder.put(row(7));
    await drained(recorder);
    const [found] = await postgres.query(`select decision, length_mm, regions, gateway, report,
      to_char(inspected_at at time zone 'Asia/Seoul', 'YYYY-MM-DD HH24:MI:SS.MS') as seoul,
      record #>> '{part,product}' as product, record ? 'embedding' as embedded
      from inspections where record @> '{"judgement":{"label":{"id":"scratch"}}}'`);
    expect(found).toEqual({
      decision: 'ng',
      length_mm: 3.2,
      regions: 1,
      gateway: '가',
      report: '/outputs/7.pdf',
      seoul: '2026-11-23 09:07:02.118',
      product: '브레이크 하우징',
      embedded: false,
    });
  });

  it('of two gateways that start together are one for each id, with decisions kept', async () => {
    const [a, b] = [start(), start({}, '나')];
    await Promise.all([a.recorder.put(row(1, '가', NOON)), b.recorder.put(row(2, '나', NOON))]);
    await Promise.all([drained(a.recorder), drained(b.recorder)]);
    await a.recorder.put(decideOf('factory/A/weld/image#1', [{ revision: 1, decision: 'scrap', at: '2026-11-23' }]));
    await drained(a.recorder);
    await b.recorder.put(row(1, '나', NOON + 5));
    await drained(b.recorder);
    await a.recorder.put(row(2, '가', NOON - 5));
    await drained(a.recorder);
    expect(
      await postgres.query('select serial, gateway, other_gateway, disposition from inspections order by 1'),
    ).toEqual([
      { serial: 'SN1', gateway: '나', other_gateway: '가', disposition: 'scrap' },
      { serial: 'SN2', gateway: '나', other_gateway: '가', disposition: null },
    ]);
    expect([...a.told.problems, ...b.told.problems]).toEqual([]);
  });

  it('take texts that no database takes, and statements for texts', async () => {
    const { recorder } = start();
    const lot = `'); drop table inspections; --\0\ud800`;
    await recorder.put(row(1, '가', NOON, { part: { lot } }));
    await drained(recorder);
    const [found] = await postgres.query(`select lot, record #>> '{part,lot}' as also from inspections`);
    expect(found).toEqual({
      lot: `'); drop table inspections; --\ufffd`,
      also: `'); drop table inspections; --\ufffd`,
    });
  });

  it('answer what the documentation asks', async () => {
    const { recorder } = start();
    await recorder.put(row(7));
    await drained(recorder);
    const answers = await Promise.all(documentedQueries().map((sql) => postgres.query(sql)));
    expect(answers).toHaveLength(4);
    expect(answers[1]).toEqual([{ serial: 'SN7', length_mm: 3.2, gateway: '가', report: '/outputs/7.pdf' }]);
  });

  it('may lie in a schema', async () => {
    await postgres.query('drop schema if exists quality cascade; create schema quality');
    const { recorder } = start({ names: namesOf('quality.rows') });
    await recorder.put(row(1));
    await drained(recorder);
    expect(await postgres.query('select serial from quality.rows')).toEqual([{ serial: 'SN1' }]);
  });
});

describe('a PostgreSQL that is away', () => {
  it('gets the rows in order when it is back, each once', async () => {
    const { recorder, told } = start();
    await recorder.put(row(1));
    await drained(recorder);
    await postgres.kill();
    await eventually(() => told.problems[0]?.code).toBe('ERR_DATABASE');
    for (const n of [2, 3, 4]) await recorder.put(row(n));
    expect((await recorder.outbox).state).toMatchObject({ waiting: 3, dead: 0 });
    await postgres.start();
    await drained(recorder);
    expect(await serials()).toEqual(['SN1', 'SN2', 'SN3', 'SN4']);
    expect(told.backs).toBe(2);
  });

  it('in the middle of a rush loses none', async () => {
    const { recorder } = start();
    await recorder.put(row(0));
    await drained(recorder);
    const puts = Array.from({ length: 50 }, (_, n) => recorder.put(row(n)));
    await Promise.all(puts.slice(0, 20));
    await postgres.kill();
    await Promise.all(puts);
    await postgres.start();
    await drained(recorder);
    expect(await serials()).toHaveLength(50);
  });

  it('says what is wrong without the password', async () => {
    const wrong = start({ password: 'wr0ng-and-secret' });
    await eventually(() => wrong.told.problems[0]?.message).toMatch(/authentication failed/);
    const said = JSON.stringify(
      wrong.told.problems.map((each) => ({ ...each, text: each.message, stack: each.stack })),
    );
    expect(said).not.toContain('wr0ng-and-secret');
    const nowhere = start({ database: 'nowhere' }, '나');
    await eventually(() => nowhere.told.problems[0]?.message).toMatch(/"nowhere" does not exist/);
  });

  it('of a later version is left alone', async () => {
    await postgres.query(
      'create table inspections_schema (version integer); insert into inspections_schema values (9)',
    );
    const { told } = start();
    await eventually(() => told.problems[0]).toMatchObject({
      code: 'ERR_DATABASE_NEWER',
      parameters: { found: 9, known: 1 },
    });
    expect(await postgres.query(`select to_regclass('inspections') as it`)).toEqual([{ it: null }]);
  });
});

it('keeps a row that PostgreSQL refuses for a person, and goes on with the others', async () => {
  const { recorder, told } = start();
  await recorder.put(row(1));
  await drained(recorder);
  await postgres.query(`alter table inspections add check (serial <> 'SN3')`);
  for (const n of [2, 3, 4]) await recorder.put(row(n));
  await drained(recorder);
  expect(await serials()).toEqual(['SN1', 'SN2', 'SN4']);
  expect(told.refused.map(([, { code, message }]) => [code, message])).toEqual([
    ['ERR_DATABASE_ROW', expect.stringContaining('check constraint')],
  ]);
  await postgres.query('alter table inspections drop constraint inspections_serial_check');
  const outbox = await recorder.outbox;
  await outbox.tryAgain(outbox.deadLetters()[0]!.entry.seq);
  await drained(recorder);
  expect(await serials()).toContain('SN3');
});

it('needs no right to make tables where they are there', async () => {
  const first = start();
  await first.recorder.put(row(1));
  await drained(first.recorder);
  await postgres.query(`drop role if exists writer; create role writer login password 'w';
    grant select, insert, update on inspections to writer; grant select on inspections_schema to writer`);
  const { recorder, told } = start({ user: 'writer', password: 'w' }, '나');
  await recorder.put(row(2, '나'));
  await drained(recorder);
  expect(told.problems).toEqual([]);
  expect(await serials()).toEqual(['SN1', 'SN2']);
  await postgres.query('drop owned by writer; drop role writer');
});

it('speaks TLS with a server whose certificate it knows, and with no other', async () => {
  const [key, cert] = ['key.pem', 'cert.pem'].map((name) => join(folder.path, name));
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const made = [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    key!,
    '-out',
    cert!,
    '-days',
    '2',
    ...subject,
  ];
  execFileSync('openssl', made, { stdio: 'ignore' });
  if (process.getuid?.() === 0) for (const path of [folder.path, key!, cert!]) chownSync(path, 65534, 65534);
  const secure = await startPostgres(['ssl=on', `ssl_key_file=${key}`, `ssl_cert_file=${cert}`]);
  try {
    const known = start({ port: secure.port, tls: { ca: readFileSync(cert!) } });
    await known.recorder.put(row(1));
    await drained(known.recorder);
    expect(
      await secure.query(
        "select ssl from pg_stat_ssl join pg_stat_activity using (pid) where usename is not null and application_name like 'gyeol%'",
      ),
    ).toEqual([{ ssl: true }]);
    const unknown = start({ port: secure.port, tls: {} }, '나');
    await eventually(() => unknown.told.problems[0]?.message).toMatch(/self-signed/);
  } finally {
    await secure.remove();
  }
});

it('says what to install where pg is not there', () => {
  expect(() => loadPg([join(folder.path, 'package.json')])).toThrow(
    expect.objectContaining({ code: 'ERR_DATABASE_PG', advice: expect.stringContaining('npm install pg') }),
  );
});
