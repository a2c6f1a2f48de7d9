import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connectAsync, type IClientPublishOptions, type MqttClient } from 'mqtt';
import helper from 'node-red-node-test-helper';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { InspectionMessage } from '../../../nodes/shared/messages';
import { broker as mqttBroker } from '../../support/flows';
import { pictureOf, useFolder } from '../../support/folder';
import { unusedPort } from '../../support/line';
import { startMosquitto, type Broker } from '../../support/mosquitto';
import { deploy, nextAt, nextOf, nodeOf, statusesOf, useNodeRed } from '../../support/node-red';
import { mqttImage } from './node';

useNodeRed({ lang: 'ko' });
const folder = useFolder();
let broker: Broker;
let client: MqttClient;
/** Of the config node, where they are not the usual ones. */
let settings: object = {};

beforeEach(async () => {
  settings = {};
  broker = await startMosquitto(folder.userDir, await unusedPort());
  client = await connectAsync(`mqtt://127.0.0.1:${broker.port}`, { protocolVersion: 5, reconnectPeriod: 50 });
});
afterEach(async () => {
  await client.endAsync(true);
  await broker.kill();
});

const out = { id: 'out', type: 'helper' };
const back = { id: 'back', type: 'helper', wires: [['camera']] };
const spool = () => join(folder.userDir, 'gyeol-intake/mqtt-image-camera');
const inRoom = (room: string) => readdir(join(spool(), room)).catch(() => []);
const waiting = () => inRoom('waiting');

async function start(options: object = {}, ...others: object[]) {
  helper.settings({ lang: 'ko', userDir: folder.userDir });
  await deploy([mqttBroker(broker.port, settings), mqttImage(options), out, ...others] as never);
}
const shows = (text: string) =>
  folder.until(() => Promise.resolve(statusesOf('camera').some((each) => each.text === text)));
const connected = () => shows('연결됨');
const publish = (payload: Buffer | string, properties: IClientPublishOptions['properties'] = {}) =>
  client.publishAsync('factory/A/weld/image', payload, { qos: 1, properties });
const finish = (msg: InspectionMessage) => nodeOf('back').send(msg);

describe('mqtt-image', () => {
  it('puts out a frame with part and id from topic and MQTT 5 user properties', async () => {
    await start();
    await connected();
    const next = nextAt('out');
    const bytes = await pictureOf(1);
    await publish(bytes, { contentType: 'image/jpeg', userProperties: { serial: 'S-1', lot: 'L1', id: 'frame-1' } });
    const msg = await next;
    expect(bytes.equals(msg.payload as Buffer)).toBe(true);
    expect(msg).toMatchObject({ topic: 'factory/A/weld/image', contentType: 'image/jpeg', qos: 1 });
    expect(msg.inspection).toMatchObject({
      id: 'frame-1',
      part: { line: 'A', station: 'weld', serial: 'S-1', lot: 'L1' },
      frame: { source: 'factory/A/weld/image', format: 'jpeg', width: 64, height: 48 },
    });
    await folder.until(async () => (await waiting()).length === 0);
  });

  it('opens a JSON envelope, over MQTT 3.1.1 too', async () => {
    settings = { version: '4' };
    await start();
    await connected();
    const next = nextAt('out');
    const image = (await pictureOf(1)).toString('base64');
    await publish(JSON.stringify({ image, seq: 7, product: '기어' }));
    expect((await next).inspection).toMatchObject({
      id: 'factory/A/weld/image#7',
      part: { product: '기어' },
      frame: { seq: 7, width: 64 },
    });
  });

  it('keeps a picture on disk until its frame comes back, and hands it on again after a restart, under its id', async () => {
    await start({}, back);
    await connected();
    const first = nextAt('out');
    await publish(await pictureOf(1));
    const { id, frame } = (await first).inspection!;
    expect(await waiting()).toHaveLength(1);
    await helper.unload();

    await publish(await pictureOf(2)); // waits at the broker, in the session
    helper.settings({ lang: 'ko', userDir: folder.userDir });
    await start({}, back);
    const both = await nextOf('out', 2);
    expect(both[0]!.inspection).toMatchObject({ id, frame: { receivedAt: frame.receivedAt } });
    expect(both[1]!.inspection!.id).not.toBe(id);
    both.forEach(finish);
    await folder.until(async () => (await waiting()).length === 0);
  });

  it('keeps a picture until its report is written, with nothing wired back, where that is asked for', async () => {
    const work = { id: 'work', type: 'helper', wires: [['writer']] };
    const outputs = join(folder.userDir, 'outputs');
    const writer = { id: 'writer', type: 'report', folder: outputs, jsonl: true, wires: [[], []] };
    await start({ finishedBy: 'report' }, work, writer);
    await connected();
    const first = nextAt('out');
    await publish(await pictureOf(1));
    const { id } = (await first).inspection!;
    expect(await waiting()).toHaveLength(1);
    await helper.unload();

    await start({ finishedBy: 'report' }, work, writer);
    const again = await nextAt('out');
    expect(again.inspection!.id).toBe(id);
    nodeOf('work').send(again);
    await folder.until(async () => (await waiting()).length === 0);
    expect(await inRoom('dead')).toEqual([]);
  });

  it('does not confirm what it cannot store: the broker delivers it again', async () => {
    await start();
    await connected();
    await rename(spool(), `${spool()}-away`);
    await writeFile(spool(), 'no folder');
    const next = nextAt('out');
    await publish(await pictureOf(1), { userProperties: { id: 'stubborn' } });
    await shows('오류');
    await rm(spool());
    await rename(`${spool()}-away`, spool());
    expect((await next).inspection!.id).toBe('stubborn');
    expect(broker.log()).toMatch(/PUBLISH to gyeol-camera \(d1, q1/);
  });

  it('leaves pictures at the broker while the spool is full', async () => {
    await start({ spoolMegabytes: '0.004', limit: '1' }, back);
    await connected();
    const first = nextAt('out');
    for (const number of [1, 2, 3]) await publish(await pictureOf(number), { userProperties: { id: `p${number}` } });
    const one = await first;
    await shows('보관 공간 가득');
    const rest = nextOf('out', 2);
    nodeOf('out').on('input', ((msg: InspectionMessage) => finish(msg)) as never);
    finish(one);
    expect((await rest).map(({ inspection }) => inspection!.id)).toEqual(['p2', 'p3']);
  });

  it('takes a picture that is published twice once, and another picture of the same id as one of its own', async () => {
    await start();
    await connected();
    const three = nextOf('out', 3);
    const [one, other] = [await pictureOf(1), await pictureOf(2)];
    for (const bytes of [one, one, other, one]) await publish(bytes, { userProperties: { id: 'same' } });
    await publish(one);
    const ids = (await three).map(({ inspection }) => inspection!.id);
    expect(ids.slice(0, 2)).toEqual(['same', expect.stringMatching(/^same~[0-9a-f]{8}$/)]);
    expect(ids[2]).toMatch(/^[0-9a-f-]{36}$/);
  });

  it.each([
    ['is none', 'not a picture'],
    ['is JSON too deep for Node-RED to copy', `${'['.repeat(50_000)}${']'.repeat(50_000)}`],
  ])('keeps a picture that %s, tells Catch once and goes on', async (_, payload) => {
    await start();
    await connected();
    const caught = nextAt('caught');
    await publish(payload);
    expect((await caught).inspection!.error!.code).toBe('ERR_IMAGE_FORMAT');
    await folder.until(async () => (await inRoom('dead')).length === 2);
    const next = nextAt('out');
    await publish(await pictureOf(1));
    await next;
  });

  it('splits the pictures of a shared subscription among its subscribers, each to one', async () => {
    helper.settings({ lang: 'ko', userDir: folder.userDir });
    const topic = '$share/gateways/factory/+/+/image';
    await deploy([
      mqttBroker(broker.port),
      mqttImage({ topic }),
      mqttImage({ topic, id: 'other', wires: [['out']] }),
      out,
    ] as never);
    await connected();
    await folder.until(() => Promise.resolve(statusesOf('other').some(({ text }) => text === '연결됨')));
    const ten = nextOf('out', 10);
    for (let number = 0; number < 10; number++)
      await publish(await pictureOf(number), { userProperties: { id: `${number}` } });
    const frames = (await ten).map(({ inspection }) => inspection!);
    expect(new Set(frames.map(({ id }) => id)).size).toBe(10);
    expect(new Set(frames.flatMap(({ queues }) => Object.keys(queues!)))).toEqual(new Set(['camera', 'other']));
  });

  it('connects again by itself when the broker was away, and says so meanwhile', async () => {
    await start();
    await connected();
    await broker.kill();
    await shows('브로커 끊김');
    broker = await startMosquitto(folder.userDir, broker.port);
    const before = statusesOf('camera').length;
    await folder.until(() =>
      Promise.resolve(
        statusesOf('camera')
          .slice(before)
          .some(({ text }) => text === '연결됨'),
      ),
    );
    const next = nextAt('out');
    await publish(await pictureOf(1));
    await next;
  });

  it('says what the broker does not allow', async () => {
    await broker.kill();
    broker = await startMosquitto(folder.userDir, broker.port, ['max_packet_size 1000000', 'max_qos 0']);
    await start();
    await shows('브로커 제한');
    const warnings = (nodeOf('camera').warn as unknown as { args: [string][] }).args.map(([text]) => text);
    expect(warnings.filter((text) => text.startsWith('ERR_MQTT_QOS'))).toHaveLength(1);
    expect(warnings.filter((text) => /ERR_MQTT_PACKET.*1\.0 MB/.test(text))).toHaveLength(1);
  });
});
