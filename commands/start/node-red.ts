import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { join } from 'node:path';
import RED from 'node-red';
import type { Service } from './broker';

/** Starts Node-RED for this machine only and comes back when its flows run. */
export async function startNodeRed({ port, userDirectory }: { port: number; userDirectory: string }): Promise<Service> {
  const server = createServer((request, response) => {
    type Chained = (...parameters: [...Parameters<RequestListener>, () => void]) => void;
    (RED.httpAdmin as unknown as Chained)(request, response, () =>
      (RED.httpNode as unknown as RequestListener)(request, response),
    );
  });
  RED.init(server, {
    userDir: userDirectory,
    flowFile: 'flows.json',
    lang: process.env.GYEOL_LANG ?? 'ko',
    uiHost: '127.0.0.1',
    uiPort: port,
    httpAdminRoot: '/',
    httpNodeRoot: '/',
    fileWorkingDirectory: process.cwd(),
    credentialSecret: await secretOf(userDirectory),
    telemetry: { enabled: false },
    editorTheme: { tours: false },
    logging: { console: { level: 'error', metrics: false, audit: false } },
  } as never);
  const running = new Promise<void>((resolve) => RED.events.once('flows:started', () => resolve()));
  await RED.start();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  await running;
  return {
    stop: async () => {
      await RED.stop();
      server.closeAllConnections();
      server.close();
    },
  };
}

/** The key of this user directory's credentials, made at the first start and readable by its owner alone. */
async function secretOf(userDirectory: string): Promise<string> {
  const file = join(userDirectory, '.credential-secret');
  const known = await readFile(file, 'utf8').catch(() => undefined);
  if (known) return known;
  const secret = randomBytes(32).toString('hex');
  await writeFile(file, secret, { mode: 0o600 });
  return secret;
}
