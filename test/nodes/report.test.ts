import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { InspectionMessage } from '../../nodes/shared/messages';
import { inspection, jpeg } from '../report/inspections';
import { useFolder } from '../report/folder';
import { deploy, nextAt, nextOf, nodeOf, statusesOf, useNodeRed } from '../support/node-red';

useNodeRed({ lang: 'ko' });
const folder = useFolder();

const report = (options: object = {}) => [
  {
    id: 'writer',
    type: 'report',
    property: 'payload',
    propertyType: 'msg',
    mode: 'single',
    folder: join(folder.path, 'outputs'),
    pattern: '{decision}_{serial}',
    logName: 'reports-{date}',
    batchName: 'shift',
    json: true,
    csv: true,
    wires: [['one'], ['many']],
    ...options,
  },
  { id: 'one', type: 'helper' },
  { id: 'many', type: 'helper' },
];

const send = (msg: object) => nodeOf('writer').receive(msg as never);
const lines = (file: string) =>
  readFileSync(join(folder.path, 'outputs', file), 'utf8')
    .trimEnd()
    .split('\r\n');

describe('report', () => {
  it('writes one inspection and puts its record and files on the message', async () => {
    await deploy(report({ pdf: true, html: true, topic: 'factory/report' }));
    const out = nextAt('one');
    send({ inspection: inspection(1), payload: await jpeg(640), keep: 'me' });
    const msg = await out;
    expect(msg).toMatchObject({
      topic: 'factory/report',
      keep: 'me',
      payload: { schema: 1, judgement: { decision: 'ng' } },
    });
    const files = msg.files as string[];
    expect(files.map((file) => file.split('.').pop()).sort()).toEqual(['csv', 'html', 'json', 'pdf']);
    for (const file of files) expect(existsSync(file)).toBe(true);
    expect(
      JSON.parse(
        readFileSync(
          files.find((file) => file.endsWith('.json'))!,
          'utf8',
        ),
      ),
    ).toEqual(msg.payload);
    expect(statusesOf('writer').at(-1)).toEqual({ fill: 'green', shape: 'dot', text: '1건 저장' });
  });

  it('gives OK parts and failed pictures a sentence', async () => {
    await deploy(report({ sentenceOk: '외관 이상 없음' }));
    const out = nextOf('one', 2);
    send({ inspection: { ...inspection(1, 'ok'), description: undefined } });
    send({
      inspection: {
        schema: 1,
        id: 'broken',
        frame: { receivedAt: inspection(2).frame.receivedAt },
        part: {},
        error: { code: 'ERR_IMAGE_DECODE', message: '해독할 수 없습니다', advice: '카메라 확인' },
      },
    });
    const [ok, failed] = (await out).map(({ payload }) => payload as InspectionMessage['inspection']);
    expect(ok?.description?.ko).toBe('외관 이상 없음');
    expect(failed?.description?.ko).toContain('판정 보류');
    expect(lines('reports-2026-11-23.csv').at(-1)).toContain('ERR_IMAGE_DECODE');
  });

  it('does not double a redelivered id', async () => {
    await deploy(report());
    const out = nextOf('one', 3);
    for (const number of [1, 2, 1]) send({ inspection: inspection(number) });
    const written = (await out).map(({ files }) => (files as string[])[0]);
    expect(written[2]).toBe(written[0]);
    expect(lines('reports-2026-11-23.csv')).toHaveLength(3);
  });

  it('closes a batch by count, by msg.complete and when it is deployed anew', async () => {
    const helper = await deploy(report({ mode: 'batch', batchCount: '2', batchName: 'shift-{serial}', pdf: true }));
    const byCount = nextAt('many');
    for (const number of [1, 2]) send({ inspection: inspection(number, number === 1 ? 'ok' : 'ng') });
    expect((await byCount).payload).toMatchObject({
      total: 2,
      outcomes: { ok: 1, ng: 1, review: 0, error: 0 },
      defectRate: 0.5,
    });

    const byMessage = nextAt('many');
    send({ inspection: inspection(3), complete: true });
    expect(await byMessage).toMatchObject({
      payload: { total: 1, ids: ['factory/A/weld/image#3'], defects: [{ id: 'scratch', name: '스크래치', count: 1 }] },
      files: [join(folder.path, 'outputs', 'shift-SN3.pdf')],
    });

    const last = nextAt('one');
    send({ inspection: inspection(4) });
    await last;
    expect(existsSync(join(folder.path, 'outputs', 'shift-SN4.pdf'))).toBe(false);
    await helper.unload();
    expect(existsSync(join(folder.path, 'outputs', 'shift-SN4.pdf'))).toBe(true);
  });

  it('lets a Catch node know of a name that leaves the folder, and works on', async () => {
    await deploy(report());
    const caught = nextAt('caught');
    send({ inspection: inspection(1), reportName: '../../etc/cron' });
    const { error, inspection: record } = (await caught) as InspectionMessage & { error: { message: string } };
    expect(error.message).toContain('ERR_REPORT_PATH [factory/A/weld/image#1]');
    expect(record?.error).toMatchObject({
      code: 'ERR_REPORT_PATH',
      advice: expect.stringContaining('이름을 지정하세요'),
    });
    expect(statusesOf('writer').at(-1)).toMatchObject({ fill: 'red', shape: 'ring' });

    const out = nextAt('one');
    send({ inspection: inspection(2) });
    expect((await out).payload).toMatchObject({ id: 'factory/A/weld/image#2' });
  });

  it('keeps a batch that could not be written', async () => {
    await deploy(report({ mode: 'batch', html: true, batchName: '{lot}/../x' }));
    const one = nextAt('one');
    send({ inspection: inspection(1) });
    await one;
    const caught = nextAt('caught');
    send({ complete: true });
    expect(((await caught) as unknown as { error: { message: string } }).error.message).toContain('ERR_REPORT_PATH');
  });

  it('keeps as many reports as the form says', async () => {
    const helper = await deploy(report());
    const out = nextOf('one', 3);
    for (const number of [1, 2, 3]) send({ inspection: inspection(number) });
    await out;
    const names = () => readdirSync(join(folder.path, 'outputs')).filter((name) => name.endsWith('.json'));
    expect(names()).toHaveLength(3);
    await helper.unload();
    await deploy(report({ keepReports: '1' }));
    while (names().length > 1) await new Promise(setImmediate);
    expect(names()).toEqual(['ng_SN3.json']);
  });

  it('refuses a message without a record', async () => {
    await deploy(report());
    const caught = nextAt('caught');
    send({ payload: 'hello' });
    expect(((await caught) as unknown as { error: { message: string } }).error.message).toContain(
      'ERR_INSPECTION_MISSING',
    );
  });
});
