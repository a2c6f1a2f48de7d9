import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connectAsync, type MqttClient } from 'mqtt';
import helper from 'node-red-node-test-helper';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Inspection } from '../../../lib/inspection/record';
import type { Inbox } from '../../../lib/queue/inbox';
import { broker as mqttBroker } from '../../support/flows';
import { useFolder } from '../../support/folder';
import { unusedPort } from '../../support/line';
import { startMosquitto, type Broker } from '../../support/mosquitto';
import { deploy, nextAt, nodeOf, statusesOf, useNodeRed } from '../../support/node-red';
import { layCable } from '../../support/tcp-cable';
import { collect, judged, mqttResult, reported, type Received } from './node';

useNodeRed({ lang: 'ko' });
const folder = useFolder();
let broker: Broker;
let mes: MqttClient;
let received: Received[];

beforeEach(async () => startBroker());
afterEach(async () => {
  await mes.endAsync(true);
  await broker.kill();
});

async function startBroker(configuration: string[] = [], port?: number): Promise<void> {
  broker = await startMosquitto(folder.userDir, port ?? (await unusedPort()), configuration);
  mes = await connectAsync(`mqtt://127.0.0.1:${broker.port}`, { protocolVersion: 5 });
  await mes.subscribeAsync('#', { qos: 1 });
  received = collect(mes);
}
async function startBrokerAnew(configuration: string[]): Promise<void> {
  await mes.endAsync(true);
  await broker.kill();
  await startBroker(configuration, broker.port);
}

async function start(options: object = {}, settings: object = {}): Promise<void> {
  helper.settings({ lang: 'ko', userDir: folder.userDir });
  await deploy([mqttBroker(broker.port, settings), mqttResult(options)] as never);
}
const send = (inspection: Inspection, more: object = {}) =>
  nodeOf('result').receive({ payload: 'picture', inspection, ...more } as never);
const arrived = (count: number) => folder.until(() => Promise.resolve(received.length >= count));
const shows = (text: string | RegExp) =>
  folder.until(() => Promise.resolve(statusesOf('result').some((status) => status.text?.match(text))));
const outbox = (room: string) => readdir(join(folder.userDir, 'gyeol-outbox/mqtt-result-result', room));
const kept = (count: number) => folder.until(async () => (await outbox('waiting')).length === count);
const ids = () => received.map(({ id }) => id);

describe('mqtt-result', () => {
  it('publishes the verdict, then the report, with what MQTT 5 says beside them', async () => {
    await start();
    send(judged('부품 1'));
    send(reported('부품 1'));
    await arrived(2);
    expect(received).toMatchObject([
      {
        topic: 'factory/A/weld/verdict',
        body: { id: '부품 1', decision: 'ng', label: 'dent', label_ko: '찍힘', probability: 0.912 },
        properties: {
          contentType: 'application/json',
          userProperties: { id: '부품 1', kind: 'verdict', decision: 'ng', line: 'A', serial: 'S-부품 1' },
        },
      },
      {
        topic: 'factory/A/weld/report',
        kind: 'report',
        body: { schema: 1, id: '부품 1', description: { ko: '찍힘 1곳' } },
      },
    ]);
    await kept(0);
    await shows('연결됨');
  });

  it('answers the sender of the picture at its response topic, with its correlation data', async () => {
    await start();
    const asked = { responseTopic: 'station-7/answers', correlationData: Buffer.from([7, 0, 255]) };
    send(judged('a'), asked);
    send(judged('b'), { ...asked, responseTopic: 'not/#/allowed' });
    await arrived(3);
    expect(received.map(({ topic }) => topic).sort()).toEqual([
      'factory/A/weld/verdict',
      'factory/A/weld/verdict',
      'station-7/answers',
    ]);
    const answer = received.find(({ topic }) => topic === 'station-7/answers')!;
    expect(answer.properties.correlationData).toEqual(asked.correlationData);
    expect(answer.body).toMatchObject({ id: 'a', decision: 'ng' });
  });

  it('sends msg.payload to msg.topic, over MQTT 3.1.1 too', async () => {
    await start({ topic: '', content: 'payload' }, { version: '4' });
    send(judged('a'), { topic: 'mes/in', payload: { 판정: '불량' } });
    await arrived(1);
    expect(received).toMatchObject([{ topic: 'mes/in', body: { 판정: '불량' } }]);
  });

  it('records the same result once, and a corrected one anew', async () => {
    await start();
    for (const decision of ['ng', 'ng', 'ok', 'ng'] as const) send(judged('a', decision));
    send(judged('b'));
    await folder.until(() => Promise.resolve(ids().includes('b')));
    expect(received.filter(({ id }) => id === 'a').map(({ decision }) => decision)).toEqual(['ng', 'ok']);
  });

  it('keeps what is made while the broker is away, says how much, and sends it in order after a restart', async () => {
    await start();
    await shows('연결됨');
    await mes.endAsync(true);
    await broker.kill();
    await shows('브로커 끊김');
    for (const id of ['a', 'b', 'c']) send(reported(id));
    send(judged('a'));
    await kept(4);
    await shows(/브로커 끊김 · 4 · 0초/);
    await helper.unload();
    await startBroker([], broker.port);
    await start();
    await arrived(4);
    expect(received.map(({ id, kind }) => `${kind} ${id}`)).toEqual(['verdict a', 'report a', 'report b', 'report c']);
    await kept(0);
  });

  it('sends again what a connection lost on the way, under the same id', async () => {
    const cable = await layCable(broker.port);
    await start({}, { port: String(cable.port) });
    await shows('연결됨');
    const wanted = Array.from({ length: 300 }, (_, number) => `part ${number}`);
    for (const [number, id] of wanted.entries()) {
      send(judged(id));
      if (number % 100 === 50) {
        await arrived(number - 20);
        cable.cut();
        cable.mend();
      }
    }
    await kept(0);
    await folder.until(() => Promise.resolve(new Set(ids()).size === wanted.length));
    expect([...new Set(ids())]).toEqual(wanted);
    expect(received.length).toBeLessThanOrEqual(wanted.length + 3 * 16);
    await helper.unload();
    await cable.end();
  });

  it('does not send what the broker would not take, tells Catch without a record, and goes on', async () => {
    await startBrokerAnew(['max_packet_size 2000']);
    await start();
    const caught = nextAt('caught');
    send(reported('large'), { payload: { ...reported('large'), swollen: 'x'.repeat(3000) } });
    send(reported('small'));
    const { error, inspection } = (await caught) as { error?: unknown; inspection?: unknown };
    expect(error).toMatchObject({ message: expect.stringMatching(/ERR_MQTT_TOO_LARGE \[report:large\].*2000바이트/) });
    expect(inspection).toBeUndefined();
    await arrived(1);
    expect(ids()).toEqual(['small']);
    expect((await outbox('dead')).length).toBe(2);
    expect(broker.log()).not.toMatch(/oversize|packet too large/i);
    await shows('실패 1');
  });

  it('keeps what the broker refuses for a person, who can let it try again', async () => {
    const rights = join(folder.userDir, 'rights');
    await writeFile(rights, 'topic read #\ntopic write factory/A/weld/report\n');
    await startBrokerAnew([`acl_file ${rights}`, 'user root']);
    await start();
    const caught = nextAt('caught');
    send(judged('a'));
    send(reported('a'));
    expect((await caught).error).toMatchObject({ message: expect.stringMatching(/ERR_MQTT_REFUSED.*Not authorized/) });
    await arrived(1);
    expect(received[0]).toMatchObject({ kind: 'report' });

    await startBrokerAnew([]);
    const { inbox } = nodeOf('result') as unknown as { inbox: () => Promise<Inbox> };
    const store = await inbox();
    expect(await store.tryAgain(store.deadLetters()[0]!.entry.seq)).toBe(true);
    await folder.until(() => Promise.resolve(received.some(({ kind }) => kind === 'verdict')));
  });

  it('gives up a message at which the broker hangs up each time, and sends the others', async () => {
    await startBrokerAnew(['max_packet_size 2000']);
    await start({ content: 'payload' }, { version: '4' });
    const caught = nextAt('caught');
    send(judged('large'), { payload: { id: 'large', swollen: 'x'.repeat(3000) } });
    for (const id of ['b', 'c']) send(judged(id), { payload: { id } });
    expect((await caught).error).toMatchObject({ message: expect.stringContaining('ERR_MQTT_HUNG_UP') });
    await folder.until(() => Promise.resolve(received.length >= 2));
    expect(new Set(received.map(({ body }) => body.id))).toEqual(new Set(['b', 'c']));
  });

  it('refuses when it is full, or drops the oldest report', async () => {
    await mes.endAsync(true);
    await broker.kill();
    await start({ maxMessages: '2' });
    const caught = nextAt('caught');
    for (const id of ['a', 'b', 'c']) send(reported(id));
    expect((await caught).inspection!.error!.code).toBe('ERR_INBOX_FULL');
    await helper.unload();

    await start({ maxMessages: '2', whenFull: 'dropOldest' });
    const dropped = nextAt('caught');
    send(judged('c'));
    expect((await dropped).error).toMatchObject({ message: expect.stringContaining('ERR_INBOX_DROPPED [report:a]') });
    await startBroker([], broker.port);
    await arrived(2);
    expect(received.map(({ id, kind }) => `${kind} ${id}`)).toEqual(['verdict c', 'report b']);
  });

  it.each([
    [{ topic: 'factory/{line}' }, { part: { line: '1/2 + #' } }, 'factory/1_2 _ _'],
    [{ topic: 'factory/{serial}' }, { part: {} }, 'factory/-'],
  ])('keeps a value within its level of the topic %o', async (options, more, topic) => {
    await start(options);
    send({ ...judged('a'), ...more });
    await arrived(1);
    expect(received[0]!.topic).toBe(topic);
  });

  it('refuses a topic that nothing can be published to', async () => {
    await start({ topic: '' });
    const caught = nextAt('caught');
    send(judged('a'));
    expect((await caught).inspection!.error!.code).toBe('ERR_MQTT_TOPIC');
  });
});
