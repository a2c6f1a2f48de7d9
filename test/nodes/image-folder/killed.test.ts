import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../../lib/package-root';
import { startNodeRed } from '../../package/gateway';
import { imageFolder, pictureOf, useFolder } from './folder';

const root = packageRoot(__dirname);
const folder = useFolder();

const PICTURES = 60;

const onTab = { z: 'tab', x: 100, y: 100 };

/** image-folder → a little work → a line in a file, and back when that is written. */
const flow = (log: string) => [
  { id: 'tab', type: 'tab', label: 'test' },
  { ...onTab, ...imageFolder(folder.path, { after: 'move', wires: [['work']] }) },
  {
    id: 'work',
    ...onTab,
    type: 'function',
    outputs: 1,
    func: 'msg.payload = msg.inspection.id; setTimeout(() => node.send(msg), 20); return null;',
    wires: [['file']],
  },
  {
    id: 'file',
    ...onTab,
    type: 'file',
    filename: log,
    filenameType: 'str',
    appendNewline: true,
    overwriteFile: 'false',
    wires: [['folder']],
  },
];

it('loses no picture and ends none twice over kills of Node-RED at any moment', async () => {
  const log = join(folder.userDir, 'reports.txt');
  await mkdir(join(folder.userDir, 'node_modules/@gyeol'), { recursive: true });
  await symlink(root, join(folder.userDir, 'node_modules/@gyeol/node-red-inspection'), 'junction');
  await writeFile(join(folder.userDir, 'package.json'), '{"dependencies":{"@gyeol/node-red-inspection":"*"}}');
  await writeFile(join(folder.userDir, 'flows.json'), JSON.stringify(flow(log)));
  for (let number = 0; number < PICTURES; number++) await folder.put(`사진-${number}.jpg`, await pictureOf(number));

  const lines = async () => (await readFile(log, 'utf8').catch(() => '')).split('\n').filter(Boolean);
  const start = () => startNodeRed(process.execPath, join(root, 'node_modules/node-red/red.js'), folder.userDir);
  for (const enough of [5, 25]) {
    const gateway = await start();
    await folder.until(async () => (await lines()).length >= enough);
    await gateway.kill();
  }
  const gateway = await start();
  await folder.until(async () => (await folder.names('done')).length === PICTURES);
  await gateway.stop();

  const ids = await lines();
  expect(new Set(ids).size).toBe(PICTURES);
  // What was in the flow at a kill comes again, under its id: at most the node's limit of four each time.
  expect(ids.length).toBeLessThanOrEqual(PICTURES + 2 * 4);
  expect(await folder.names()).toEqual([]);
}, 90_000);
