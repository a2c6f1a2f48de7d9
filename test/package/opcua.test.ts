import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../lib/package-root';
import manifest from '../../package.json';
import { endpoint, opcuaImage } from '../nodes/opcua-image/node';
import { logging, onTab } from '../support/installed';
import { unusedPort } from '../support/line';
import { startOpcUaServer, type OpcUaServer } from '../support/opcua';
import { useFolder } from '../support/folder';
import { startNodeRed } from './gateway';
import { install, pack, registryAnswers } from './npm';

const reachable = registryAnswers();
const wait = useFolder();

describe.skipIf(!reachable)('opcua-image of the packed tarball', () => {
  let folder: string;
  let server: OpcUaServer;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gyeol-opcua-'));
    server = await startOpcUaServer({ port: await unusedPort(), folder: join(folder, 'server') });
    await install(folder, [join(folder, (await pack(folder)).filename)]);
    await writeFile(join(folder, 'settings.js'), "module.exports = { flowFile: 'flows.json', lang: 'ko' };");
    const reports = logging(join(folder, 'reports.txt'), 'msg.inspection.id', 'nowhere');
    const flow = onTab([endpoint(server.url), opcuaImage({ wires: [['work']] }), ...reports]);
    await writeFile(join(folder, 'flows.json'), JSON.stringify(flow));
  }, 300_000);
  afterAll(async () => {
    await server.kill();
    await rm(folder, { recursive: true, force: true });
  });
  const start = () =>
    startNodeRed(process.execPath, join(packageRoot(__dirname), 'node_modules/node-red/red.js'), folder);

  it('says in Korean which package it needs', async () => {
    const gateway = await start();
    await wait.until(() => Promise.resolve(gateway.log().includes('ERR_OPCUA')));
    expect(gateway.log()).toMatch(/ERR_OPCUA_MISSING: .*node-opcua-client 패키지가 없습니다/);
    expect(gateway.log()).toContain('npm install node-opcua-client');
    expect(await gateway.stop()).toBe(0);
  });

  it('takes pictures when the package is there', async () => {
    await install(folder, [`node-opcua-client@${manifest.peerDependencies['node-opcua-client']}`]);
    const gateway = await start();
    const reported = () => readFile(join(folder, 'reports.txt'), 'utf8').catch(() => '');
    await wait.until(async () => /^factory\/A\/weld\/image@/.test(await reported()));
    expect(await gateway.stop()).toBe(0);
    expect(gateway.log()).not.toMatch(/ERR_/);
  }, 300_000);
});
