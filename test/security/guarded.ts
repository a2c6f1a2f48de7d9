import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import RED from 'node-red';
import type { Guard } from '../../nodes/shared/permit';
import { packageRoot } from '../../lib/package-root';
import { installPack } from '../support/installed';
import { unusedPort } from '../support/line';

const load = createRequire(__filename);
const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'all', 'use'] as const;

/** A route that a node of this pack asked Node-RED for. */
export interface Route {
  app: 'httpAdmin' | 'httpNode';
  method: (typeof METHODS)[number];
  path: string;
  /** Undefined where no handler of it asks for a permission. */
  scope?: string;
}

export interface Guarded {
  address: string;
  folder: string;
  routes: Route[];
  tokens: { reader: string; owner: string };
  stop(): Promise<void>;
}

/** Node-RED in this process, with users, this pack and a flow; it remembers what routes the pack's files ask for. */
export async function startGuarded(flow: object[]): Promise<Guarded> {
  const folder = await mkdtemp(join(tmpdir(), 'guarded-'));
  await installPack(folder, flow);
  await writeFile(join(folder, 'secret.txt'), SECRET);
  const port = await unusedPort();
  const server = createServer((request, response) => (RED.httpAdmin as never as Listener)(request, response));
  type Listener = Parameters<typeof createServer>[1] extends infer L ? Exclude<L, undefined> : never;
  const password = load('bcryptjs').hashSync('password', 4) as string;
  const users = Object.entries({ reader: 'read', owner: '*' }).map(([username, permissions]) => {
    return { username, password, permissions };
  });
  RED.init(server, {
    userDir: folder,
    flowFile: 'flows.json',
    lang: 'ko',
    uiHost: '127.0.0.1',
    uiPort: port,
    httpAdminRoot: '/',
    httpNodeRoot: '/endpoints',
    adminAuth: { type: 'credentials', users },
    telemetry: { enabled: false },
    logging: { console: { level: 'off', metrics: false, audit: false } },
  } as never);
  const routes = [watched('httpAdmin'), watched('httpNode')];
  const running = new Promise<void>((resolve) => RED.events.once('flows:started', () => resolve()));
  await RED.start();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  await running;

  const address = `http://127.0.0.1:${port}`;
  const tokenOf = async (username: string, scope: string) => {
    const login = { client_id: 'node-red-admin', grant_type: 'password', scope, username, password: 'password' };
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${address}/auth/token`, { method: 'POST', headers, body: JSON.stringify(login) });
    return ((await answer.json()) as { access_token: string }).access_token;
  };
  return {
    address,
    folder,
    routes: routes.flat(),
    tokens: { reader: await tokenOf('reader', 'read'), owner: await tokenOf('owner', '*') },
    stop: async () => {
      await RED.stop();
      server.closeAllConnections();
      server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What no answer may hold. */
export const SECRET = 'not-for-strangers';

/** A list that grows by each route that a compiled file of this pack adds to the app from now on. */
function watched(app: Route['app']): Route[] {
  const routes: Route[] = [];
  type App = Record<string, (...parameters: unknown[]) => unknown>;
  const express = (RED as unknown as { runtime: Record<Route['app'], App> }).runtime[app];
  const ours = join(packageRoot(), 'dist');
  for (const method of METHODS) {
    const add = express[method]!.bind(express);
    express[method] = (...parameters) => {
      const isReading = method === 'get' && parameters.length === 1;
      if (!isReading && new Error().stack?.includes(ours)) {
        const [path, ...handlers] = parameters;
        const scope = (handlers.flat() as Partial<Guard>[]).find((handler) => handler.scope)?.scope;
        routes.push({ app, method, path: String(path), scope });
      }
      return add(...parameters);
    };
  }
  return routes;
}
