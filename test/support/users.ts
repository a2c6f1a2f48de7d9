import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Gateway } from '../package/gateway';
import { installPack, onTab, startInstalled } from './installed';

const load = createRequire(__filename);

/** Permissions by user name. */
const USERS: Record<string, string> = { reader: 'read', owner: '*', prometheus: 'metrics.read' };
/** What a static token may do, by token. */
const TOKENS = [{ token: 'scraper', user: 'prometheus', scope: 'metrics.read' }];

export interface Guarded extends Gateway {
  /** Asks as this user, or with a static token. */
  as(who: string, path: string, body?: object): Promise<Response>;
  deployAs(who: string, flow: object[], type?: 'full' | 'nodes'): Promise<void>;
}

/** Real Node-RED with this pack and `adminAuth`: user `reader` may read, `owner` may do all, `scraper` is a token. */
export async function startGuarded(userDir: string, flow: object[] = []): Promise<Guarded> {
  await installPack(userDir, flow);
  return startGuardedAgain(userDir);
}

export async function startGuardedAgain(userDir: string): Promise<Guarded> {
  const hash = load('bcryptjs').hashSync('password', 4) as string;
  const users = Object.entries(USERS).map(([username, permissions]) => ({ username, password: hash, permissions }));
  const settings = { adminAuth: { type: 'credentials', users, tokens: TOKENS }, flowFile: 'flows.json' };
  await writeFile(join(userDir, 'settings.js'), `module.exports = ${JSON.stringify(settings)};`);
  const gateway = await startInstalled(userDir);
  const known = new Map(TOKENS.map(({ token }) => [token, token]));
  const json = (body: object, headers: object = {}): RequestInit => ({
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const tokenOf = async (username: string) => {
    const who = { username, password: 'password', scope: USERS[username] };
    const login = { client_id: 'node-red-admin', grant_type: 'password', ...who };
    const token =
      known.get(username) ?? (await gateway.json<{ access_token: string }>('/auth/token', json(login))).access_token;
    known.set(username, token);
    return token;
  };
  return {
    ...gateway,
    deployAs: async (who, flow, type) => gateway.deploy(onTab(flow), type, `Bearer ${await tokenOf(who)}`),
    as: async (who, path, body) => {
      const authorization = { authorization: `Bearer ${await tokenOf(who)}` };
      return gateway.ask(path, body ? json(body, authorization) : { headers: authorization });
    },
  };
}
