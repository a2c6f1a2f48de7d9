import { execFileSync } from 'node:child_process';
import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { POLICIES } from '../../../lib/intake/opcua/endpoint';
import { useFolder } from '../../support/folder';
import { installPack, logging, onTab, startInstalled } from '../../support/installed';
import { unusedPort } from '../../support/line';
import { startOpcUaServer } from '../../support/opcua';
import { endpoint, opcuaImage } from './node';

const folder = useFolder();

it('trusts nobody unasked, says which file to move where, and logs in with password or certificate over every policy', async () => {
  const at = (name: string) => join(folder.userDir, name);
  const port = await unusedPort();
  const users = { operator: 'p4ss-wörd' };
  const server = await startOpcUaServer({ port, folder: at('server'), users, trustsClients: false });
  const log = at('reports.txt');
  await installPack(folder.userDir);
  const gateway = await startInstalled(folder.userDir);
  const security = { securityMode: 'SignAndEncrypt', securityPolicy: 'Aes256_Sha256_RsaPss' as string };
  const deploy = (login: string, credentials: object, channel = security, label = login) =>
    gateway.deploy([
      { ...endpoint(server.url, { ...channel, login }), credentials },
      ...onTab([opcuaImage({ wires: [['work']] }), ...logging(log, `'${label} ' + msg.inspection.id`, 'nowhere')]),
    ]);
  const says = (pattern: RegExp) => folder.until(() => Promise.resolve(pattern.test(gateway.log())));
  const arrived = (login: string) =>
    folder.until(async () => (await readFile(log, 'utf8').catch(() => '')).includes(`${login} factory/A/weld/image@`));

  await deploy('user', { user: 'operator', password: 'p4ss-wörd' });
  await says(/ERR_OPCUA_TRUST/);
  const [, rejected, trusted] = /it lies in (\S.*?\.pem) → .* move the file to (\S+?)\. /.exec(gateway.log())!;
  await rename(rejected!, join(trusted!, 'server.pem'));

  await says(/ERR_OPCUA_REFUSED/);
  expect(gateway.log()).toContain(at('gyeol-opcua/own/certs/client_certificate.pem'));
  await server.order({ kind: 'trust' });
  await arrived('user');
  for (const file of ['flows.json', 'flows_cred.json']) expect(await readFile(at(file), 'utf8')).not.toContain('p4ss');
  expect(gateway.log()).not.toContain('p4ss');

  for (const securityPolicy of POLICIES) {
    for (const securityMode of ['Sign', 'SignAndEncrypt']) {
      const label = `${securityMode} ${securityPolicy}`;
      await deploy('user', { user: 'operator', password: 'p4ss-wörd' }, { securityMode, securityPolicy }, label);
      await arrived(label);
      expect(server.log()).toMatch(new RegExp(`session over ${securityMode} \\S*#${securityPolicy}\\n`));
    }
  }

  await deploy('user', { user: 'operator', password: 'wrong' });
  await says(
    /ERR_OPCUA_USER: The OPC UA server \S+ does not let operator in: BadUserAccessDenied → Check user and password/,
  );

  const keys = ['-newkey', 'rsa:2048', '-nodes', '-keyout', at('user.key'), '-out', at('user.pem')];
  execFileSync('openssl', ['req', '-x509', ...keys, '-subj', '/CN=operator', '-days', '2'], { stdio: 'ignore' });
  const [certificate, privateKey] = await Promise.all(
    ['user.pem', 'user.key'].map((name) => readFile(at(name), 'utf8')),
  );
  // As a form's field gives it: without line breaks.
  await deploy('certificate', { certificate: certificate!.replaceAll('\n', ' '), privateKey });
  await arrived('certificate');
  await gateway.stop();
  await server.kill();
}, 240_000);
