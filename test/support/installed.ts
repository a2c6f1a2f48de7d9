import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../../lib/package-root';
import { startNodeRed, type Gateway } from '../package/gateway';

const root = packageRoot(__dirname);

/** Makes a user directory of Node-RED that has this pack and a flow; nodes without a place get one. */
export async function installPack(userDir: string, flow: object[] = []): Promise<void> {
  await mkdir(join(userDir, 'node_modules/@gyeol'), { recursive: true });
  await symlink(root, join(userDir, 'node_modules/@gyeol/node-red-inspection'), 'junction');
  await writeFile(join(userDir, 'package.json'), '{"dependencies":{"@gyeol/node-red-inspection":"*"}}');
  await writeFile(join(userDir, 'flows.json'), JSON.stringify(onTab(flow)));
}

/** Starts Node-RED as a process of its own on such a directory. */
export function startInstalled(userDir: string): Promise<Gateway> {
  return startNodeRed(process.execPath, join(root, 'node_modules/node-red/red.js'), userDir);
}

/** Node-RED takes a node without coordinates for a config node, which no wires lead from. */
export function onTab(flow: object[]): object[] {
  return [
    { id: 'tab', type: 'tab', label: 'test' },
    ...flow.map((node) => ('x' in node || !('wires' in node) ? node : { z: 'tab', x: 100, y: 100, ...node })),
  ];
}

/** A little work, then a line in a file, and back to the source when that is written. `line` is an expression on `msg`. */
export const logging = (log: string, line: string, source: string) => [
  {
    id: 'work',
    type: 'function',
    outputs: 1,
    func: `msg.payload = ${line}; setTimeout(() => node.send(msg), 20); return null;`,
    wires: [['file']],
  },
  {
    id: 'file',
    type: 'file',
    filename: log,
    filenameType: 'str',
    appendNewline: true,
    overwriteFile: 'false',
    wires: [[source]],
  },
];
