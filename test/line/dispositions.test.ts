import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verify } from '../../lib/audit/verify';
import type { Disposition, Inspection } from '../../lib/inspection/record';
import { parseCsv } from '../../lib/text/csv';
import { inspection } from '../report/inspections';
import { startGuarded, startGuardedAgain, type Guarded } from '../support/users';

type History = { id: string; dispositions: Disposition[] };

/** Reports of a line come by http, a person's decisions too; the shift is closed by a message. */
const flow = (folder: string) => [
  { id: 'runtime', type: 'inspection-runtime', eventLog: true },
  { id: 'in', type: 'http in', url: '/:what', method: 'post', wires: [['unpack']] },
  { id: 'unpack', type: 'function', outputs: 1, func: 'return Object.assign(msg, msg.payload);', wires: [['writer']] },
  {
    id: 'writer',
    type: 'report',
    mode: 'batch',
    batchName: 'shift',
    folder,
    pattern: '{serial}',
    logName: 'rows',
    ...{ json: true, jsonl: true, csv: true, html: true },
    wires: [['answer'], ['answer']],
  },
  { id: 'catch', type: 'catch', scope: ['writer'], wires: [['failed']] },
  {
    id: 'failed',
    type: 'function',
    outputs: 1,
    func: 'msg.payload = { error: msg.error.message }; return msg;',
    wires: [['answer']],
  },
  { id: 'answer', type: 'http response', wires: [] },
];

describe('what a person decides about a frame', () => {
  const first = inspection(1, 'review').id;
  let folder: string;
  let nodeRed: Guarded;
  const send = async (body: object) => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    return (await nodeRed.ask('/frames', init)).json() as Promise<{ id: string; error?: string } & History>;
  };
  const json = async (serial: string) =>
    JSON.parse(await readFile(join(folder, 'outputs', `${serial}.json`), 'utf8')) as Inspection;
  const rows = async () => {
    const [head, ...all] = parseCsv((await readFile(join(folder, 'outputs/rows.csv'), 'utf8')).slice(1));
    return all.map((row) => Object.fromEntries(row.map((cell, index) => [head![index], cell])));
  };
  const audited = async () =>
    (await readFile(join(folder, 'gyeol-audit/audit.jsonl'), 'utf8'))
      .split('\n')
      .filter((line) => line.includes('"disposition"'))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  const decide = (who: string, body: object) => nodeRed.as(who, '/inspection/dispositions', body);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'decided-'));
    nodeRed = await startGuarded(folder, flow(join(folder, 'outputs')));
    for (const number of [1, 2, 3]) await send({ inspection: inspection(number, 'review') });
  });
  afterAll(async () => {
    await nodeRed?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('is taken from those who may write, and shown to those who may read', async () => {
    const path = `/inspection/dispositions?id=${encodeURIComponent(first)}`;
    const body = { id: first, decision: 'rework' };
    expect((await nodeRed.ask(path)).status).toBe(401);
    expect((await nodeRed.ask('/inspection/dispositions', { method: 'POST' })).status).toBe(401);
    expect((await decide('reader', body)).status).toBe(401);
    expect((await nodeRed.as('reader', path)).status).toBe(200);
    expect(await (await nodeRed.as('reader', path)).json()).toEqual({ id: first, dispositions: [] });
    expect((await decide('owner', body)).status).toBe(200);
  });

  it('stands in the record, the line and the row, signed, and in the audit log', async () => {
    const decided = { revision: 1, decision: 'rework', by: 'owner', at: expect.any(String) };
    expect((await json('SN1')).dispositions).toEqual([decided]);
    const lines = (await readFile(join(folder, 'outputs/rows.jsonl'), 'utf8')).trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as Inspection).dispositions?.length)).toEqual([
      1,
      undefined,
      undefined,
    ]);
    const row = (await rows()).find((each) => each['검사 번호'] === first);
    expect(row).toMatchObject({ '처분 코드': 'rework', 처분: '재작업', 처분자: 'owner', 판정: '재검토' });
    expect((await rows()).length).toBe(3);
    expect(await audited()).toMatchObject([
      { subject: first, actor: { kind: 'user', name: 'owner' }, detail: decided },
    ]);
  });

  it('is superseded by a later one, keeps its history, and is kept once a revision', async () => {
    const again = { id: first, decision: '특채', revision: 2, note: '고객 승인', by: 'somebody else' };
    const answers = [await decide('owner', again), await decide('owner', again)];
    const [one, two] = (await Promise.all(answers.map((each) => each.json()))) as History[];
    expect(two).toEqual(one);
    expect(one!.dispositions.map(({ decision, by, note }) => [decision, by, note])).toEqual([
      ['rework', 'owner', undefined],
      ['use-as-is', 'owner', '고객 승인'],
    ]);
    expect((await rows()).find((each) => each['검사 번호'] === first)).toMatchObject({ 처분: '특채' });
    expect(await audited()).toHaveLength(2);
    const other = await decide('owner', { id: first, decision: 'scrap', revision: 2 });
    expect(other.status).toBe(400);
    expect(await other.json()).toMatchObject({ code: 'ERR_DISPOSITION_TAKEN' });
  });

  it('comes through the flow as well', async () => {
    const { id } = inspection(2);
    const answer = await send({ disposition: { id, decision: 'confirm', by: '김검사' } });
    expect(answer).toMatchObject({ id, dispositions: [{ revision: 1, decision: 'confirm', by: '김검사' }] });
    expect((await json('SN2')).dispositions).toHaveLength(1);
    expect((await audited()).at(-1)).toMatchObject({ subject: id, actor: { kind: 'flow', name: 'writer' } });
    expect((await send({ disposition: { id, decision: 'dance' } })).error).toContain('ERR_DISPOSITION');
    expect((await send({ disposition: { id: 'nobody', decision: 'scrap' } })).error).toContain('ERR_DISPOSITION_FRAME');
  });

  it('stays when its report is written again, and stands in the document of the shift', async () => {
    await send({ inspection: inspection(1, 'review') });
    expect((await json('SN1')).dispositions).toHaveLength(2);
    expect((await rows()).find((each) => each['검사 번호'] === first)).toMatchObject({ 처분: '특채' });
    // The document of a shift answers no request.
    void send({ complete: true }).catch(() => undefined);
    const path = join(folder, 'outputs/shift.html');
    let document = await readFile(path, 'utf8').catch(() => '');
    while (!document) document = await readFile(path, 'utf8').catch(() => '');
    expect(document).toMatch(/특채[\s\S]*owner/);
    expect(document).toMatch(/합격[\s\S]*김검사/);
  });

  it('is known after Node-RED was killed, and may follow', async () => {
    await nodeRed.kill();
    nodeRed = await startGuardedAgain(folder);
    const { dispositions } = (await (await decide('owner', { id: first, decision: 'scrap' })).json()) as History;
    expect(dispositions.map(({ revision, decision }) => [revision, decision])).toEqual([
      [1, 'rework'],
      [2, 'use-as-is'],
      [3, 'scrap'],
    ]);
    expect((await json('SN1')).dispositions).toHaveLength(3);
    expect(await verify(join(folder, 'gyeol-audit/audit.jsonl'))).not.toHaveProperty('broken');
  });

  it('is an event of the log, where events were asked for', async () => {
    await send({ inspection: inspection(9, 'ok') });
    const [event] = nodeRed
      .log()
      .split('\n')
      .filter((line) => line.includes(inspection(9).id))
      .map((line) => JSON.parse(line.slice(line.indexOf('{'))) as object);
    expect(event).toEqual({
      event: 'done',
      frame: inspection(9).id,
      node: 'report',
      ms: expect.any(Number),
      decision: 'ok',
    });
  });
});
