import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connectAsync } from 'mqtt';
import { expect, it } from 'vitest';
import { broker as mqttBroker } from '../../support/flows';
import { pictureOf, useFolder } from '../../support/folder';
import { installPack, logging, onTab, startInstalled } from '../../support/installed';
import { unusedPort } from '../../support/line';
import { startMosquitto } from '../../support/mosquitto';
import { mqttImage } from './node';

const folder = useFolder();

it('connects over TLS, with a password that stands in no flow file', async () => {
  const at = (name: string) => join(folder.userDir, name);
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-days', '2'];
  const keys = ['-newkey', 'rsa:2048', '-nodes', '-keyout', at('key.pem'), '-out', at('certificate.pem')];
  execFileSync('openssl', ['req', '-x509', ...keys, ...subject], { stdio: 'ignore' });
  execFileSync('mosquitto_passwd', ['-b', '-c', at('passwords'), 'gateway', 'p4ss-wörd'], { stdio: 'ignore' });
  const port = await unusedPort();
  const broker = await startMosquitto(folder.userDir, port, [
    `certfile ${at('certificate.pem')}`,
    `keyfile ${at('key.pem')}`,
    `password_file ${at('passwords')}`,
    'user root',
  ]);

  const log = at('reports.txt');
  await installPack(folder.userDir);
  const gateway = await startInstalled(folder.userDir);
  const credentials = { user: 'gateway', password: 'p4ss-wörd' };
  await gateway.deploy([
    { id: 'tls', type: 'tls-config', ca: at('certificate.pem'), verifyservercert: true, servername: 'localhost' },
    mqttBroker(port, { tls: 'tls', credentials }),
    ...onTab([mqttImage({ wires: [['work']] }), ...logging(log, 'msg.inspection.id', 'camera')]),
  ]);
  await folder.until(() => Promise.resolve(broker.log().includes('Sending SUBACK to gyeol-camera')));
  expect(await readFile(at('flows.json'), 'utf8')).not.toContain('p4ss');
  expect(await readFile(at('flows_cred.json'), 'utf8')).not.toContain('p4ss');

  const ca = await readFile(at('certificate.pem'));
  const login = { username: 'gateway', password: 'p4ss-wörd' };
  const camera = await connectAsync(`mqtts://127.0.0.1:${port}`, { protocolVersion: 5, ca, ...login });
  const properties = { userProperties: { id: 'secret-part' } };
  await camera.publishAsync('factory/A/weld/image', await pictureOf(1), { qos: 1, properties });
  await folder.until(async () => (await readFile(log, 'utf8').catch(() => '')).includes('secret-part'));
  await camera.endAsync();
  await gateway.stop();
  await broker.kill();
}, 90_000);
