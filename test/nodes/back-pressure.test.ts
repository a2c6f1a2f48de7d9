import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import helper from 'node-red-node-test-helper';
import { connectAsync } from 'mqtt';
import { expect, it } from 'vitest';
import type { QueueState } from '../../lib/queue/entry';
import { broker } from '../support/flows';
import { imageFolder, pictureOf, useFolder } from '../support/folder';
import { unusedPort } from '../support/line';
import { startMosquitto } from '../support/mosquitto';
import { deploy, nodeOf, useNodeRed } from '../support/node-red';
import { mqttImage } from './mqtt-image/node';

useNodeRed();
const folder = useFolder();
/** More than a queue lets wait for its disk. */
const PICTURES = 400;

const start = async (...source: { id: string; type: string }[]) => {
  helper.settings({ userDir: folder.userDir });
  const kept = join(folder.userDir, 'queue');
  const queue = { id: 'queue', type: 'inspection-queue', folder: kept, minFreeMegabytes: '0', wires: [['out']] };
  await deploy([...source, queue, { id: 'out', type: 'helper' }]);
};
const allAccepted = async () => {
  const refused: unknown[] = [];
  nodeOf('caught').on('input', ((msg: unknown) => refused.push(msg)) as never);
  await folder.until(async () => {
    const { body } = await helper.request().get('/inspection-queue/queue');
    return (body as { state: QueueState }).state.accepted + refused.length >= PICTURES;
  });
  expect(refused.length).toBe(0);
};

it('image-folder takes a full folder no faster than the queue behind it writes', async () => {
  for (let number = 0; number < PICTURES; number++) await folder.put(`${number}.jpg`, await pictureOf(number));
  await start(imageFolder(folder.path, { limit: '64', wires: [['queue']] }));
  await allAccepted();
});

it('mqtt-image passes on what it had stored no faster than the queue behind it writes', async () => {
  const mosquitto = await startMosquitto(folder.userDir, await unusedPort());
  helper.settings({ userDir: folder.userDir });
  const nobody = { id: 'nobody', type: 'helper', wires: [['camera']] };
  await deploy([broker(mosquitto.port), mqttImage({ limit: '1', wires: [['nobody']] }), nobody]);
  await folder.until(() => Promise.resolve(mosquitto.log().includes('Sending SUBACK')));
  const camera = await connectAsync(`mqtt://127.0.0.1:${mosquitto.port}`);
  const publish = async (number: number) =>
    camera.publishAsync('factory/A/b/image', await pictureOf(number), { qos: 1 });
  await Promise.all(Array.from({ length: PICTURES }, (_, number) => publish(number)));
  const spool = join(folder.userDir, 'gyeol-intake/mqtt-image-camera/waiting');
  await folder.until(async () => (await readdir(spool)).length >= PICTURES);
  await helper.unload();

  await start(broker(mosquitto.port), mqttImage({ limit: '64', wires: [['queue']] }));
  await allAccepted();
  await camera.endAsync();
  await mosquitto.kill();
});
