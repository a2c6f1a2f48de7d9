import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { connectAsync } from 'mqtt';
import { expect, it } from 'vitest';
import type { Gateway } from '../../package/gateway';
import { broker as mqttBroker } from '../../support/flows';
import { useFolder } from '../../support/folder';
import { installPack, startInstalled } from '../../support/installed';
import { unusedPort } from '../../support/line';
import { startMosquitto } from '../../support/mosquitto';
import { collect, judged, mqttResult } from './node';

const folder = useFolder();

/** Takes a judged frame by http and answers when its verdict is on disk. */
const line = (port: number) => [
  { id: 'in', type: 'http in', url: '/judged', method: 'post', wires: [['open']] },
  { id: 'open', type: 'function', outputs: 1, func: 'msg.inspection = msg.payload; return msg;', wires: [['result']] },
  mqttBroker(port),
  mqttResult(),
  { id: 'safe', type: 'complete', scope: ['result'], wires: [['answer']] },
  { id: 'answer', type: 'http response', statusCode: '202', wires: [] },
];

it('delivers every result over kills of Node-RED and of the broker, and twice only under the same id', async () => {
  const port = await unusedPort();
  const database = join(folder.userDir, 'broker');
  await mkdir(database);
  // The broker must remember who subscribes: what it forgets when it is killed is no loss of ours.
  const remembering = [
    'user root',
    'persistence true',
    `persistence_location ${database}/`,
    'autosave_on_changes true',
    'autosave_interval 1',
    'max_queued_messages 0',
  ];
  let broker = await startMosquitto(folder.userDir, port, remembering);
  const mes = await connectAsync(`mqtt://127.0.0.1:${port}`, {
    protocolVersion: 5,
    clientId: 'mes',
    clean: false,
    properties: { sessionExpiryInterval: 3600 },
    reconnectPeriod: 50,
  });
  const received = collect(mes);
  await mes.subscribeAsync('factory/#', { qos: 1 });
  await folder.until(() => Promise.resolve(broker.log().includes('Saving in-memory database')));
  const arrived = () => new Set(received.map(({ id }) => id));

  await installPack(folder.userDir, line(port));
  let gateway: Gateway = await startInstalled(folder.userDir);
  let made = 0;
  const killGateway = async () => {
    await gateway.kill();
    gateway = await startInstalled(folder.userDir);
  };
  /** A frame that was not answered for comes again, as its source does it. */
  const judge = async (count: number, atHalf?: () => Promise<void>) => {
    for (const end = made + count, half = made + count / 2; made < end; made++) {
      const body = JSON.stringify(judged(`part ${made}`, made % 5 ? 'ok' : 'ng'));
      const request = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
      const answer = gateway.ask('/judged', request).catch(() => undefined);
      if (atHalf && made === half) await atHalf();
      if ((await answer)?.status !== 202) expect((await gateway.ask('/judged', request)).status).toBe(202);
    }
  };

  await judge(20);
  await folder.until(() => Promise.resolve(arrived().size === 20));
  await broker.kill();
  await judge(50, killGateway);
  await judge(50, killGateway);
  expect(arrived().size).toBe(20);

  broker = await startMosquitto(folder.userDir, port, remembering);
  await judge(40, killGateway);
  await judge(40, killGateway);
  await folder.until(() => Promise.resolve(arrived().size === made));
  await gateway.stop();
  await mes.endAsync();
  await broker.kill();

  expect(made).toBe(200);
  for (const { id, topic, decision, body } of received) {
    const number = Number(id.split(' ')[1]);
    expect({ topic, decision, id: body.id }).toEqual({
      topic: 'factory/A/weld/verdict',
      decision: number % 5 ? 'ok' : 'ng',
      id,
    });
  }
  expect(received.length - made).toBeLessThanOrEqual(4 * 16);
}, 180_000);
