import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connectAsync } from 'mqtt';
import { expect, it } from 'vitest';
import { broker as mqttBroker } from '../../support/flows';
import { pictureOf, useFolder } from '../../support/folder';
import { installPack, logging, startInstalled } from '../../support/installed';
import { unusedPort } from '../../support/line';
import { startMosquitto } from '../../support/mosquitto';
import { mqttImage } from './node';

const folder = useFolder();

const PICTURES = 80;

it('loses no picture and gives none two ids over kills of Node-RED between arrival and report', async () => {
  const broker = await startMosquitto(folder.userDir, await unusedPort());
  const camera = await connectAsync(`mqtt://127.0.0.1:${broker.port}`, { protocolVersion: 5 });
  const log = join(folder.userDir, 'reports.txt');
  // The number travels as the lot, which is no part of the id: the node alone must know what came before.
  await installPack(folder.userDir, [
    mqttBroker(broker.port),
    mqttImage({ wires: [['work']] }),
    ...logging(log, "msg.inspection.part.lot + ' ' + msg.inspection.id", 'camera'),
  ]);
  const lines = async () => (await readFile(log, 'utf8').catch(() => '')).split('\n').filter(Boolean);
  let published = 0;
  const publish = async (count: number) => {
    for (const end = published + count; published < end; published++) {
      const properties = { userProperties: { lot: String(published) } };
      await camera.publishAsync('factory/A/weld/image', await pictureOf(published), { qos: 1, properties });
    }
  };

  let gateway = await startInstalled(folder.userDir);
  await folder.until(() =>
    Promise.resolve(/SUBSCRIBE from gyeol-camera|Sending SUBACK to gyeol-camera/.test(broker.log())),
  );
  for (const enough of [3, 20, 45]) {
    await publish(PICTURES / 4);
    await folder.until(async () => (await lines()).length >= enough);
    await gateway.kill();
    await publish(5); // while nobody is there
    gateway = await startInstalled(folder.userDir);
  }
  await publish(PICTURES - published);
  const lots = async () => new Set((await lines()).map((line) => line.split(' ')[0]));
  await folder.until(async () => (await lots()).size === PICTURES);
  await gateway.stop();
  await camera.endAsync();
  await broker.kill();

  const pairs = new Set(await lines());
  expect(pairs.size).toBe(PICTURES);
  expect(new Set([...pairs].map((pair) => pair.split(' ')[1])).size).toBe(PICTURES);
  // What was in the flow at a kill comes again, under its id: at most the node's limit of four each time.
  expect((await lines()).length).toBeLessThanOrEqual(PICTURES + 3 * 4);
}, 120_000);
