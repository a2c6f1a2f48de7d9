import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import helper from 'node-red-node-test-helper';
import { describe, expect, it } from 'vitest';
import type { QueueState } from '../../lib/queue/entry';
import type { InspectionMessage } from '../../nodes/shared/messages';
import { useQueueFolder } from '../queue/frames';
import { deploy, nextAt, nextOf, nodeOf, useNodeRed } from '../support/node-red';

useNodeRed({ lang: 'ko' });
const folder = useQueueFolder();

const queue = (options: object = {}) => ({
  id: 'queue',
  type: 'inspection-queue',
  property: 'payload',
  propertyType: 'msg',
  folder: join(folder.path, 'queue'),
  retrySeconds: '0',
  minFreeMegabytes: '0',
  wires: [['out']],
  ...options,
});
const out = { id: 'out', type: 'helper' };
const report = { id: 'writer', type: 'report', jsonl: true, logName: 'reports', wires: [['written'], []] };

const send = (id: string, more: object = {}) =>
  nodeOf('queue').receive({ payload: Buffer.from(`picture of ${id}`), inspection: record(id), ...more } as never);
const record = (id: string) => ({ schema: 1, id, frame: { source: 'cam' }, part: { line: 'A' } });
const state = async () =>
  (await helper.request().get('/inspection-queue/queue')).body as { state: QueueState; dead: { seq: number }[] };
const idsOf = (messages: InspectionMessage[]) => messages.map(({ inspection }) => inspection!.id);

/** The next status of the queue with this text. */
async function status(text: RegExp): Promise<{ fill: string; shape: string; text: string }> {
  for (;;) {
    const [call] = await once(nodeOf('queue'), 'call:status');
    const [shown] = call.args as [{ fill: string; shape: string; text: string }];
    if (text.test(shown.text)) return shown;
  }
}

describe('inspection-queue', () => {
  it('says done when the picture is on disk, and passes it on with what else stood on the message', async () => {
    const complete = { id: 'safe', type: 'complete', scope: ['queue'], wires: [['acknowledge']] };
    await deploy([queue(), out, complete, { id: 'acknowledge', type: 'helper' }]);
    const [came, safe] = [nextAt('out'), nextAt('acknowledge')];
    send('a', { topic: 'factory/A/weld/image', keep: { me: 1 } });
    expect((await safe).inspection!.id).toBe('a');
    expect(await came).toMatchObject({
      payload: Buffer.from('picture of a'),
      topic: 'factory/A/weld/image',
      keep: { me: 1 },
      inspection: { id: 'a', queues: { queue: { attempt: 1, waited: expect.any(Number) } } },
    });
  });

  it('begins the record of a bare picture', async () => {
    await deploy([queue(), out]);
    const came = nextAt('out');
    nodeOf('queue').receive({ payload: Buffer.from('bare'), topic: 'cam', part: { line: 'B' } } as never);
    expect((await came).inspection).toMatchObject({ schema: 1, id: expect.any(String), part: { line: 'B' } });
  });

  it('ends a frame by its report, without a wire back', async () => {
    const reports = { ...report, folder: join(folder.path, 'outputs') };
    await deploy([queue({ inFlight: '1', wires: [['writer']] }), reports, { id: 'written', type: 'helper' }]);
    const written = nextOf('written', 3);
    for (const id of ['a', 'b', 'c']) send(id);
    expect(idsOf(await written)).toEqual(['a', 'b', 'c']);
    expect((await state()).state).toMatchObject({ waiting: 0, inFlight: 0, finished: 3 });
    const lines = readFileSync(join(folder.path, 'outputs/reports.jsonl'), 'utf8').trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).queues.queue.attempt)).toEqual([1, 1, 1]);
  });

  it('ends a frame that a Complete node brings back', async () => {
    const complete = { id: 'end', type: 'complete', scope: ['out'], wires: [['queue']] };
    await deploy([queue({ inFlight: '1', finishedBy: 'input' }), complete, out]);
    nodeOf('out').on('input', (_msg, _send, done) => done());
    const came = nextOf('out', 2);
    send('a');
    send('b');
    expect(idsOf(await came)).toEqual(['a', 'b']);
  });

  it('tries a frame again that a Catch node brings back, and then keeps it for a person', async () => {
    await deploy([queue({ maxTries: '2', finishedBy: 'input' }), out]);
    failAndBringBack();
    const [came, given] = [nextOf('out', 2), untilCaught('ERR_INBOX_TRIES')];
    send('a');
    const attempts = (await came).map(({ inspection }) => inspection!.queues!.queue!.attempt);
    expect(attempts).toEqual([1, 2]);
    expect((await given).inspection).toMatchObject({
      id: 'a',
      error: { code: 'ERR_INBOX_TRIES', message: expect.stringContaining('2번'), advice: expect.any(String) },
    });

    const { dead } = await state();
    expect(dead).toMatchObject([{ id: 'a', line: 'A', tries: 2, reason: { code: 'ERR_INBOX_TRIES' } }]);
    expect(await status(/실패 1/)).toMatchObject({ fill: 'red', shape: 'ring' });
    const again = nextAt('out');
    const { body } = await helper
      .request()
      .post('/inspection-queue/queue/again')
      .send({ seqs: [dead[0]!.seq] });
    expect(body).toEqual({ count: 1, dead: [] });
    expect((await again).inspection!.queues!.queue!.attempt).toBe(1);
  });

  it('deletes a dead letter, and refuses nonsense', async () => {
    await deploy([queue({ maxTries: '1', finishedBy: 'input' }), out]);
    failAndBringBack();
    const given = untilCaught('ERR_INBOX_TRIES');
    send('a');
    await given;
    const { seq } = (await state()).dead[0]!;
    const ask = (path: string, body: object) => helper.request().post(`/inspection-queue/${path}`).send(body);
    expect((await ask('queue/discard', {})).status).toBe(400);
    expect((await ask('other/discard', { seqs: [seq] })).status).toBe(404);
    expect((await ask('queue/discard', { seqs: [seq] })).body).toEqual({ count: 1, dead: [] });
  });

  it('refuses with an error when it is full, once, and shows depth and age', async () => {
    await deploy([queue({ maxFrames: '1' }), out]);
    const [came, caught] = [nextAt('out'), nextAt('caught')];
    const shown = status(/대기/);
    send('a');
    send('b');
    await came;
    const { inspection, error } = (await caught) as InspectionMessage & { error: { message: string } };
    expect(inspection).toMatchObject({ id: 'b', error: { code: 'ERR_INBOX_FULL' } });
    expect(error.message).toContain('ERR_INBOX_FULL [b]');
    expect(await shown).toMatchObject({
      fill: 'yellow',
      shape: 'ring',
      text: expect.stringMatching(/^대기 1 · \d+초$/),
    });
  });

  it('keeps what is in flight through a deploy that ends the flow, and brings it again', async () => {
    await deploy([queue(), out]);
    const first = nextOf('out', 2);
    send('a');
    send('b');
    await first;
    await helper.unload();
    await deploy([queue({ finishedBy: 'input' }), { id: 'other', type: 'helper' }, out]);
    const again = await nextOf('out', 2);
    expect(idsOf(again)).toEqual(['a', 'b']);
    expect(again[0]!.payload).toEqual(Buffer.from('picture of a'));
  });

  it('says what is wrong when two queues name one folder', async () => {
    await deploy([queue(), queue({ id: 'second', wires: [[]] }), out]);
    const { error } = nodeOf('second') as unknown as { error: { args: [Error][] } };
    if (error.args.length === 0) await once(nodeOf('second'), 'call:error');
    expect(error.args[0]![0].message).toContain('ERR_INBOX_HELD');
  });
});

/** The node behind the queue fails on every frame, and its Catch node is wired to the queue. */
function failAndBringBack(): void {
  nodeOf('out').on('input', ((msg: InspectionMessage) => nodeOf('out').error('broken', msg)) as never);
  nodeOf('caught').on('input', ((msg: InspectionMessage) => nodeOf('queue').receive(msg)) as never);
}

function untilCaught(code: string): Promise<InspectionMessage> {
  return new Promise((resolve) => {
    nodeOf('caught').on('input', ((msg: InspectionMessage) => {
      if (msg.inspection?.error?.code === code) resolve(msg);
    }) as never);
  });
}
