import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { imageFolder, pictureOf, useFolder } from '../../support/folder';
import { installPack, logging, startInstalled } from '../../support/installed';

const folder = useFolder();

const PICTURES = 60;

it('loses no picture and ends none twice over kills of Node-RED at any moment', async () => {
  const log = join(folder.userDir, 'reports.txt');
  const source = imageFolder(folder.path, { after: 'move', wires: [['work']] });
  await installPack(folder.userDir, [source, ...logging(log, 'msg.inspection.id', 'folder')]);
  for (let number = 0; number < PICTURES; number++) await folder.put(`사진-${number}.jpg`, await pictureOf(number));

  const lines = async () => (await readFile(log, 'utf8').catch(() => '')).split('\n').filter(Boolean);
  for (const enough of [5, 25]) {
    const gateway = await startInstalled(folder.userDir);
    await folder.until(async () => (await lines()).length >= enough);
    await gateway.kill();
  }
  const gateway = await startInstalled(folder.userDir);
  await folder.until(async () => (await folder.names('done')).length === PICTURES);
  await gateway.stop();

  const ids = await lines();
  expect(new Set(ids).size).toBe(PICTURES);
  // What was in the flow at a kill comes again, under its id: at most the node's limit of four each time.
  expect(ids.length).toBeLessThanOrEqual(PICTURES + 2 * 4);
  expect(await folder.names()).toEqual([]);
}, 90_000);
