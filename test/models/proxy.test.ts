import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import https from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packageRoot } from '../../lib/package-root';
import { gyeol } from '../support/command';
import { useModelsHome } from '../support/home';
import { ownCatalogue } from '../support/own-catalogue';
import { addressOf, startHub, type Hub } from '../support/hub';

useModelsHome();
let hub: Hub;
let proxy: Server;
/** What the proxy was asked for. */
let asked: string[];

beforeEach(async () => {
  hub = await startHub({ 'plant/marian': join(packageRoot(), 'test/fixtures/models/marian') });
  process.env.GYEOL_CATALOGUE = ownCatalogue([{ id: 'plant-marian', family: 'marian' }]);
  asked = [];
  proxy = createServer((incoming, response) => {
    asked.push(`GET ${incoming.url}`);
    const { headers, url } = incoming;
    request(url!, { headers }, (answer) => {
      response.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(response);
    }).end();
  });
  proxy.on('connect', ({ url }, socket) => {
    asked.push(`CONNECT ${url}`);
    const [host, port] = url!.split(':');
    const other = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      other.pipe(socket).pipe(other);
    });
    for (const each of [other, socket]) each.on('error', () => other.destroy());
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
});
afterEach(async () => {
  proxy.closeAllConnections();
  proxy.close();
  await hub.close();
});

describe('a proxy', () => {
  it('is used for every request, redirected ones too', async () => {
    const way = { HF_ENDPOINT: hub.address, HTTP_PROXY: addressOf(proxy), NO_PROXY: '' };
    expect(await gyeol(['models', 'pull', 'plant-marian'], way)).toMatchObject({ status: 0 });
    expect(asked).toHaveLength(hub.seen.length);
    expect(new Set(asked.map((line) => new URL(line.slice(4)).origin)).size).toBe(2);
  });

  it('is left out for the hosts that NO_PROXY names', async () => {
    const way = { HF_ENDPOINT: hub.address, HTTP_PROXY: addressOf(proxy), NO_PROXY: '127.0.0.1' };
    expect(await gyeol(['models', 'pull', 'plant-marian'], way)).toMatchObject({ status: 0 });
    expect(asked).toEqual([]);
  });

  it('carries encrypted requests, whose server must be who it says it is', async () => {
    const { certificate, server } = await startEncrypted(hub);
    const { port } = server.address() as { port: number };
    const way = { HF_ENDPOINT: `https://127.0.0.1:${port}`, HTTPS_PROXY: addressOf(proxy), NO_PROXY: '' };
    const { status, stderr } = await gyeol(['models', 'pull', 'plant-marian'], { ...way, NODE_EXTRA_CA_CERTS: '' });
    expect(status).toBe(1);
    expect(stderr).toMatch(/ERR_DOWNLOAD: .*self-signed certificate/);
    const trusted = await gyeol(['models', 'pull', 'plant-marian'], { ...way, NODE_EXTRA_CA_CERTS: certificate });
    expect(trusted.stderr).toContain('unencrypted');
    expect(asked.every((line) => line === `CONNECT 127.0.0.1:${port}`)).toBe(true);
    server.closeAllConnections();
    server.close();
  });
});

/** The hub behind a certificate of its own; its redirects still lead to the unencrypted storage server. */
async function startEncrypted({ address }: Hub): Promise<{ certificate: string; server: https.Server }> {
  const folder = mkdtempSync(join(tmpdir(), 'certificate-'));
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  const names = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const made = ['-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', certificate];
  execFileSync('openssl', ['req', '-x509', ...made, ...names], { stdio: 'ignore' });
  const server = https.createServer(
    { key: readFileSync(key), cert: readFileSync(certificate) },
    (incoming, response) => {
      request(`${address}${incoming.url}`, { headers: incoming.headers }, (answer) => {
        response.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(response);
      }).end();
    },
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { certificate, server };
}
