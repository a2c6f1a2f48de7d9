import { connectAsync } from 'mqtt';
import { expect, it } from 'vitest';
import { mqttImage } from '../../nodes/mqtt-image/node';
import { useFolder } from '../../support/folder';
import { installPack, startInstalled } from '../../support/installed';
import { layCable } from '../../support/tcp-cable';
import {
  awaitResults,
  countReports,
  FRAMES,
  judgedSums,
  lineBehind,
  picture,
  reportsIn,
  startBroker,
  sumsOf,
} from './line';

const folder = useFolder();

it('reports each of 1,000 pictures, five of 20 MiB, from MQTT 5 to MQTT 5, once over cuts within pictures and a restart of the broker', async () => {
  const { userDir } = folder;
  let broker = await startBroker(userDir);
  const cable = await layCable(broker.port);
  const mes = await awaitResults(broker.port);
  const camera = await connectAsync(`mqtt://127.0.0.1:${broker.port}`, { protocolVersion: 5, reconnectPeriod: 50 });
  const onDisk = { id: 'stored', type: 'complete', scope: ['queue'], wires: [['camera']] };
  await installPack(userDir, lineBehind([mqttImage({ wires: [['queue']] }), onDisk], cable.port));
  const gateway = await startInstalled(userDir);
  await folder.until(() => Promise.resolve(broker.log().includes('Sending SUBACK to gyeol-camera')));

  let published = 0;
  const publish = async (upTo: number) => {
    while (published < upTo) {
      const lot = String(++published);
      const properties = { userProperties: { lot } };
      await camera.publishAsync('factory/A/weld/image', picture(published), { qos: 1, properties });
    }
  };
  const reported = async (count: number) => folder.until(async () => (await countReports(userDir)) >= count);
  const breaks = () => gateway.log().split('ERR_MQTT:').length;

  for (const upTo of [250, 500, 750]) {
    const before = breaks();
    const cut = cable.cutAfter(8 << 20);
    await publish(upTo);
    await cut;
    await folder.until(() => Promise.resolve(breaks() > before));
    cable.mend();
    await reported(upTo / 2);
  }
  await publish(800);
  await broker.stop();
  broker = await startBroker(userDir, broker.port);
  await publish(FRAMES);
  await reported(FRAMES);
  await folder.until(() => Promise.resolve(mes.ids().size >= FRAMES));
  await gateway.stop();
  await Promise.all([camera.endAsync(true), mes.end()]);
  await cable.end();
  await broker.kill();

  const reports = await reportsIn(userDir);
  const numbers = Array.from({ length: FRAMES }, (_, index) => index + 1);
  expect(judgedSums(reports)).toEqual(sumsOf(numbers));
  expect(reports.map(({ part }) => Number(part.lot)).sort((one, other) => one - other)).toEqual(numbers);
  expect([...mes.ids()].sort()).toEqual(reports.map(({ id }) => id).sort());
  // What was under way when a connection broke is sent again, under its id: at most 16 messages each time.
  expect(mes.received.length).toBeLessThanOrEqual(FRAMES + 4 * 16);
}, 300_000);
