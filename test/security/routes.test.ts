import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { TINY_RUNTIME } from '../support/flows';
import { SECRET, startGuarded, type Guarded, type Route } from './guarded';

const QUEUE = { id: 'queue', type: 'inspection-queue', folder: 'queue', wires: [[]] };

let nodeRed: Guarded;
/** Node-RED prints where a path was refused. */
beforeAll(() => void vi.spyOn(console, 'log').mockImplementation(() => {}));
beforeAll(async () => (nodeRed = await startGuarded([{ ...TINY_RUNTIME, x: undefined, z: '' }, QUEUE])));
afterAll(() => nodeRed?.stop());

const headers = (token?: string) => ({
  'content-type': 'application/json',
  ...(token && { authorization: `Bearer ${token}` }),
});
const ask = ({ method, path }: Pick<Route, 'method' | 'path'>, token?: string, id = 'queue', body: unknown = {}) =>
  fetch(nodeRed.address + path.replace(/:\w+/g, id), {
    method: method.toUpperCase(),
    headers: headers(token),
    ...(method !== 'get' && { body: JSON.stringify(body) }),
  });
const told = ({ method, path }: Route) => `${method.toUpperCase()} ${path}`;

/** Routes that only compute something from what they are sent, so that whoever may read may ask them. */
const ONLY_COMPUTES = ['POST /inspection-glossary/export'];

describe('the routes that the nodes add to Node-RED', () => {
  it('are plain routes of the editor, each of them guarded', () => {
    expect(nodeRed.routes.length).toBeGreaterThan(10);
    const strange = nodeRed.routes.filter(
      ({ app, method, scope }) => app !== 'httpAdmin' || !/^(get|post|put|patch|delete)$/.test(method) || !scope,
    );
    expect(strange).toEqual([]);
  });

  it('ask for permission to write wherever they are not GET', () => {
    const changing = nodeRed.routes.filter(({ method }) => method !== 'get');
    const readable = changing.filter(({ scope }) => !scope!.endsWith('.write')).map(told);
    expect(readable.filter((route) => !ONLY_COMPUTES.includes(route))).toEqual([]);
  });

  it('answer 401 to strangers and to made-up tokens', async () => {
    for (const route of nodeRed.routes) {
      for (const token of [undefined, 'made-up', `${nodeRed.tokens.owner}x`]) {
        const answer = await ask(route, token);
        expect(answer.status, `${told(route)} with ${token}`).toBe(401);
        expect(await answer.text()).toBe('Unauthorized');
      }
    }
  });

  it('let whoever may only read change nothing', async () => {
    for (const route of nodeRed.routes) {
      const { status } = await ask(route, nodeRed.tokens.reader);
      if (route.scope!.endsWith('.write')) expect([401, 403], told(route)).toContain(status);
      else expect(status, told(route)).not.toBe(401);
    }
  });

  it.each<object>([
    {},
    { seqs: 'x', id: 7, path: [], file: 5, terms: 9 },
    [[]],
    { id: '../..', model: '../..', path: '..' },
  ])('answer %j with a code, never with a trace, and as what they are', async (body) => {
    for (const route of nodeRed.routes) {
      const answer = await ask(route, nodeRed.tokens.owner, 'queue', body);
      expect(answer.status, told(route)).toBeLessThan(500);
      expect(answer.headers.get('x-content-type-options'), told(route)).toBe('nosniff');
      expect(answer.headers.get('cache-control'), told(route)).toBe('no-store');
      const text = await answer.text();
      expect(text, told(route)).not.toMatch(/ERR_INTERNAL|node_modules|^\s+at /m);
      expect(answer.headers.get('content-type'), told(route)).toMatch(/^(application\/json|text\/plain)/);
    }
  });
});

const UP = ['..', '%2e%2e', '%252e%252e', '..%00', '%c0%ae%c0%ae', '．．'];
const SLASHES = ['/', '%2f', '%252f', '\\', '%5c', '%255c'];
const CLIMBS = UP.flatMap((up) => SLASHES.map((slash) => `${up}${slash}`.repeat(9)));
const TARGETS = [
  ...CLIMBS.map((climb) => `${climb}etc/passwd`),
  ...UP.flatMap((up) => SLASHES.map((slash) => `${up}${slash}secret.txt`)),
  '/etc/passwd',
  '%2fetc%2fpasswd',
  '//etc/passwd',
  'file:///etc/passwd',
  'C:%5cWindows%5cwin.ini',
  'secret.txt%00.svg',
  'link.svg',
  'link.txt',
];

describe('no path leads to a file that is not meant to be served', () => {
  const leaks = async (path: string, token?: string) => {
    const answer = await fetch(nodeRed.address + path, { headers: headers(token) });
    const text = await answer.text();
    return text.includes(SECRET) || /^root:/m.test(text) ? `${path}: ${text.slice(0, 60)}` : undefined;
  };

  it('through a parameter of our routes', async () => {
    symlinkSync(join(nodeRed.folder, 'secret.txt'), join(nodeRed.folder, 'link.txt'));
    const open = nodeRed.routes.filter(({ method, path }) => method === 'get' && path.includes(':'));
    expect(open.length).toBeGreaterThan(0);
    for (const { path } of open) {
      for (const target of TARGETS) {
        expect(await leaks(path.replace(/:\w+/g, target), nodeRed.tokens.owner)).toBeUndefined();
      }
    }
  });

  it.each([
    '/icons/@gyeol/node-red-inspection/',
    '/locales/',
    '/nodes/@gyeol/node-red-inspection/',
    '/resources/@gyeol/node-red-inspection/',
  ])('through what Node-RED serves of the pack under %s', async (folder) => {
    for (const target of TARGETS) {
      expect(await leaks(folder + target)).toBeUndefined();
      expect(await leaks(folder + target, nodeRed.tokens.owner)).toBeUndefined();
    }
  });

  it.each(['import', 'test', 'remove', 'cancel', 'pull'])('through what is sent to %s a model', async (work) => {
    const route = { method: 'post', path: `/inspection-runtime/models/${work}` } as const;
    const secret = join(nodeRed.folder, 'secret.txt');
    for (const name of ['../secret.txt', '..', '.', '/', secret, '\0', '..\\..', 'a/../../b', `${secret}\0.json`]) {
      const answer = await ask(route, nodeRed.tokens.owner, '', { id: name, path: name, model: name, family: 'clip' });
      expect(answer.status).toBeLessThan(500);
      expect(await answer.text()).not.toContain(SECRET);
    }
    expect(await leaks('/inspection-runtime/models', nodeRed.tokens.owner)).toBeUndefined();
  });
});
