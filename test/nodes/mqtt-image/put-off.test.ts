import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { connectAsync } from 'mqtt';
import helper from 'node-red-node-test-helper';
import { expect, it } from 'vitest';
import type { InspectionMessage } from '../../../nodes/shared/messages';
import { broker as mqttBroker } from '../../support/flows';
import { pictureOf, useFolder } from '../../support/folder';
import { unusedPort } from '../../support/line';
import { startMosquitto } from '../../support/mosquitto';
import { deploy, nextAt, nodeOf, useNodeRed } from '../../support/node-red';
import { mqttImage } from './node';

useNodeRed({ lang: 'ko' });
const folder = useFolder();

const QUEUE = { id: 'queue', type: 'inspection-queue', maxFrames: '1', minFreeMegabytes: '0', finishedBy: 'input' };

it('keeps a confirmed picture for as long as the queue behind it is full', async () => {
  const broker = await startMosquitto(folder.userDir, await unusedPort());
  const client = await connectAsync(`mqtt://127.0.0.1:${broker.port}`, { protocolVersion: 5 });
  helper.settings({ lang: 'ko', userDir: folder.userDir });
  await deploy([
    mqttBroker(broker.port),
    mqttImage({ waitSeconds: '0.5', wires: [['queue']] }),
    { ...QUEUE, wires: [['out']] },
    { id: 'accepted', type: 'complete', scope: ['queue'], wires: [['camera']] },
    { id: 'out', type: 'helper', wires: [['queue']] },
  ] as never);
  await folder.until(() => Promise.resolve(broker.log().includes('Sending SUBACK to gyeol-camera')));
  const refusals: string[] = [];
  nodeOf('caught').on('input', ((msg: InspectionMessage) => refusals.push(msg.inspection!.error!.code)) as never);

  const first = nextAt('out');
  for (const number of [1, 2]) {
    const properties = { userProperties: { id: `p${number}` } };
    await client.publishAsync('factory/A/weld/image', await pictureOf(number), { qos: 1, properties });
  }
  const one = await first;
  await folder.until(() => Promise.resolve(refusals.length >= 4));
  const second = nextAt('out');
  nodeOf('out').send(one);
  expect((await second).inspection!.id).toBe('p2');
  expect(new Set(refusals)).toEqual(new Set(['ERR_INBOX_FULL']));
  expect(await readdir(join(folder.userDir, 'gyeol-intake/mqtt-image-camera/dead'))).toEqual([]);
  await client.endAsync(true);
  await broker.kill();
});
