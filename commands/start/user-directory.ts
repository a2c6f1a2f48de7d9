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
  { mqttPort, reset }: { mqttPort: number; reset: boolean },
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
  await setBrokerPort(flow, mqttPort);
  return folder;
}

/** The embedded broker may sit on another port than last time. */
async function setBrokerPort(flow: string, port: number): Promise<void> {
  const nodes = JSON.parse(await readFile(flow, 'utf8')) as { type: string; broker?: string; port?: string }[];
  for (const node of nodes) {
    if (node.type === 'mqtt-broker' && /^(localhost|127\.0\.0\.1)$/.test(node.broker ?? '')) node.port = String(port);
  }
  await writeFile(flow, JSON.stringify(nodes, null, 4));
}
