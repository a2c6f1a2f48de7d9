import { copyFile, mkdir, readFile, symlink, writeFile, access } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../../lib/package-root';

export const PACKAGE_NAME = '@gyeol/node-red-inspection';
const EXAMPLE = 'examples/mqtt-line.json';

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

/**
 * A Node-RED user directory that has this pack installed and the example flow deployed. A flow that a user has changed
 * stays; with `reset` it is kept as a backup and the example comes back.
 */
export async function prepareUserDirectory(
  folder: string,
  { mqttPort, mqttVersion = '5', reset }: { mqttPort: number; mqttVersion?: '4' | '5'; reset: boolean },
): Promise<string> {
  const root = packageRoot();
  await mkdir(join(folder, 'node_modules/@gyeol'), { recursive: true });
  const link = join(folder, 'node_modules', PACKAGE_NAME);
  if (!(await exists(link))) await symlink(root, link, 'junction');
  const dependencies = { [PACKAGE_NAME]: 'file:..' };
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'gyeol-line', private: true, dependencies }, null, 2),
  );

  const flow = join(folder, 'flows.json');
  if (reset && (await exists(flow))) await copyFile(flow, join(folder, `flows.${Date.now()}.backup.json`));
  if (reset || !(await exists(flow))) await copyFile(join(root, EXAMPLE), flow);
  await setBroker(flow, String(mqttPort), mqttVersion);
  return folder;
}

/** The embedded broker may sit on another port than last time, and speaks MQTT 3.1.1 only. */
async function setBroker(flow: string, port: string, version: '4' | '5'): Promise<void> {
  const nodes = JSON.parse(await readFile(flow, 'utf8')) as { type: string; host?: string; broker?: string }[];
  for (const node of nodes) {
    if (
      !/^(inspection|mqtt)-broker$/.test(node.type) ||
      !/^(localhost|127\.0\.0\.1)$/.test(node.host ?? node.broker ?? '')
    )
      continue;
    Object.assign(node, node.type === 'mqtt-broker' ? { port, protocolVersion: version } : { port, version });
  }
  await writeFile(flow, JSON.stringify(nodes, null, 4));
}
