import { expect, it, onTestFailed } from 'vitest';
import { endpoint, opcuaImage } from '../../nodes/opcua-image/node';
import { useFolder } from '../../support/folder';
import { installPack, startInstalled } from '../../support/installed';
import { unusedPort } from '../../support/line';
import { startOpcUaServer } from '../../support/opcua';
import { layCable } from '../../support/tcp-cable';
import {
  awaitResults,
  countReports,
  FRAMES,
  judgedSums,
  LARGE,
  lineBehind,
  reportsIn,
  startBroker,
  sumsOf,
} from './line';

const folder = useFolder();

it('reports each of 1,000 pictures, five of 20 MiB, from OPC UA to MQTT 5, once over cuts within pictures', async () => {
  const { userDir } = folder;
  const server = await startOpcUaServer({ port: await unusedPort(), folder: userDir, empty: true });
  const cable = await layCable(server.port);
  const broker = await startBroker(userDir);
  const mes = await awaitResults(broker.port);
  const camera = opcuaImage({ wires: [['queue']] });
  await installPack(userDir, lineBehind([endpoint(`opc.tcp://127.0.0.1:${cable.port}`), camera], broker.port));
  await server.order({ kind: 'show', number: 1 });
  const gateway = await startInstalled(userDir);
  onTestFailed(() => console.error(gateway.log()));
  const reported = async (count: number) => folder.until(async () => (await countReports(userDir)) >= count);
  await reported(1);

  const shown = server.order({ kind: 'stream', from: 2, to: FRAMES + 1, everyMs: 2, large: LARGE });
  // The first within the first large picture, the others within the second and third, as what was cut is sent again.
  for (const megabytes of [8, 32, 32]) {
    await cable.cutAfter(megabytes << 20);
    cable.mend();
  }
  await shown;
  await reported(FRAMES);
  await folder.until(() => Promise.resolve(mes.ids().size >= FRAMES));
  await gateway.stop();
  await mes.end();
  await cable.end();
  await Promise.all([server.kill(), broker.kill()]);

  const reports = await reportsIn(userDir);
  expect(judgedSums(reports)).toEqual(sumsOf(Array.from({ length: FRAMES }, (_, index) => index + 1)));
  expect(mes.received.map(({ id }) => id).sort()).toEqual(reports.map(({ id }) => id).sort());
  expect(gateway.log()).not.toMatch(/LOST|OVERFLOW|RECREATED|ERR_INBOX/);
}, 300_000);
