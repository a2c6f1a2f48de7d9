import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import helper from 'node-red-node-test-helper';
import { expect, it } from 'vitest';
import { eventually, rowsIn } from '../database/rows';
import { useFolder } from '../report/folder';
import { inspection } from '../report/inspections';
import { deploy, nextAt, nextOf, nodeOf, statusesOf, useNodeRed } from '../support/node-red';

useNodeRed({ lang: 'ko' });
const folder = useFolder();

const report = (id: string, options: object = {}) => [
  {
    id,
    type: 'report',
    property: 'payload',
    propertyType: 'msg',
    folder: join(folder.path, `outputs-${id}`),
    pattern: '{serial}',
    json: true,
    wires: [[`${id}-out`]],
    ...options,
  },
  { id: `${id}-out`, type: 'helper' },
];
const start = async (...nodes: object[]) => {
  helper.settings({ lang: 'ko', userDir: folder.path } as never);
  await deploy(nodes as never);
};
const send = async (id: string, number: number, more: object = {}) => {
  const out = nextAt(`${id}-out`);
  nodeOf(id).receive({ inspection: inspection(number), ...more } as never);
  return out;
};
const file = (name = 'gyeol-inspections.sqlite') => join(folder.path, name);
const found = (name?: string) => (existsSync(file(name)) ? rowsIn(file(name)) : []);
const serials = (name?: string) => found(name).map(({ serial }) => serial);

it('keeps a row for each report of all report nodes in one file of the user directory', async () => {
  await start(...report('a'), ...report('b'));
  await send('a', 1);
  await send('b', 2);
  await send('a', 1);
  await eventually(() => serials()).toEqual(['SN1', 'SN2']);
  expect(found()[0]).toMatchObject({ report: join(folder.path, 'outputs-a/SN1.json'), decision: 'ng' });
  expect(found()[0]!.gateway).toMatch(/:1880$/);
});

it('puts decisions of people into the row', async () => {
  await start(...report('a'));
  await send('a', 1);
  const out = nextAt('a-out');
  nodeOf('a').receive({ disposition: { id: inspection(1).id, decision: '특채', by: '김' } } as never);
  await out;
  await eventually(() => found()[0]?.disposition).toBe('use-as-is');
  await send('a', 1);
  await eventually(() => found()[0]).toMatchObject({ disposition: 'use-as-is', disposition_by: '김' });
});

it('takes the row out with the report that became too old', async () => {
  await start(...report('a', { keepReports: '100' }));
  const all = nextOf('a-out', 200);
  for (let n = 1; n <= 200; n++) nodeOf('a').receive({ inspection: inspection(n) } as never);
  await all;
  const kept = () => readdirSync(join(folder.path, 'outputs-a')).filter((name) => name.endsWith('.json')).length;
  await eventually(kept).toBe(100);
  await eventually(() => serials().length).toBe(100);
  expect(serials()).not.toContain('SN1');
});

it('writes where a config node says, under the name it says, and nowhere when it is switched off', async () => {
  const database = { id: 'db', type: 'inspection-database', kind: 'sqlite', file: 'a/검사.sqlite', gateway: '2호기' };
  await start(database, ...report('a', { database: 'db' }), ...report('b', { rows: false }));
  await send('a', 1);
  await send('b', 2);
  await eventually(() => serials('a/검사.sqlite')).toEqual(['SN1']);
  expect(found('a/검사.sqlite')[0]!.gateway).toBe('2호기');
  expect(existsSync(file())).toBe(false);
});

it('goes on with reports while the database is away, says so once, and brings the rows when it is back', async () => {
  writeFileSync(file('in-the-way'), '');
  const database = { id: 'db', type: 'inspection-database', file: 'in-the-way/rows.sqlite' };
  await start(database, ...report('a', { database: 'db' }));
  for (const n of [1, 2]) await send('a', n);
  const last = () => statusesOf('a').at(-1);
  await eventually(last).toMatchObject({ fill: 'yellow', text: 'DB 끊김 · 2건 저장' });
  await rm(file('in-the-way'));
  await eventually(() => serials('in-the-way/rows.sqlite')).toEqual(['SN1', 'SN2']);
  expect(last()).toMatchObject({ fill: 'green', text: '2건 저장' });
  const warned = (nodeOf('a').warn as unknown as { args: string[][] }).args.flat();
  expect(warned.filter((text) => text.includes('ERR_DATABASE'))).toHaveLength(1);
});

it('tells of a row that the database refuses in the log, and no Catch node', async () => {
  await start(...report('a'));
  await send('a', 1);
  await eventually(() => serials()).toEqual(['SN1']);
  const database = new DatabaseSync(file());
  database.exec(`create trigger no before insert on inspections when new.serial = 'SN2'
    begin select raise(abort, 'no'); end`);
  database.close();
  await send('a', 2);
  await send('a', 3);
  await eventually(() => serials()).toEqual(['SN1', 'SN3']);
  const errors = () => (nodeOf('a').error as unknown as { args: unknown[][] }).args;
  await eventually(errors).toEqual([[expect.stringMatching(/^ERR_DATABASE_ROW \[factory\/A\/weld\/image#2\]/)]]);
});
