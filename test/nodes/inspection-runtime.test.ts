import { createRequire } from 'node:module';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareUserDirectory } from '../../commands/start/user-directory';
import type { ListedModel } from '../../lib/models/listing';
import marian from '../../models/starter/marian/model.json';
import { startNodeRed, type Gateway } from '../package/gateway';

const load = createRequire(__filename);
/** bcrypt of `password`. */
const HASH = load('bcryptjs').hashSync('password', 4) as string;

describe('the models of inspection-runtime under Node-RED with users', () => {
  let folder: string;
  let nodeRed: Gateway;
  let reader: string;
  let owner: string;
  const json = (method: string, body: object, token?: string): RequestInit => ({
    method,
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  });
  const tokenOf = async (username: string, scope: string) => {
    const login = { client_id: 'node-red-admin', grant_type: 'password', scope, username, password: 'password' };
    return (await nodeRed.json<{ access_token: string }>('/auth/token', json('POST', login))).access_token;
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'users-'));
    await prepareUserDirectory(folder, { mqttPort: 1, reset: false });
    await writeFile(join(folder, 'flows.json'), '[]');
    const users = ['reader:read', 'owner:*'].map((user) => {
      const [username, permissions] = user.split(':');
      return { username, password: HASH, permissions };
    });
    const settings = { adminAuth: { type: 'credentials', users }, flowFile: 'flows.json' };
    await writeFile(join(folder, 'settings.js'), `module.exports = ${JSON.stringify(settings)};`);
    nodeRed = await startNodeRed(process.execPath, join(dirname(load.resolve('node-red')), '../red.js'), folder);
    reader = await tokenOf('reader', 'read');
    owner = await tokenOf('owner', '*');
  });
  afterAll(async () => {
    await nodeRed?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it.each(['pull', 'import', 'cancel', 'remove', 'test'])(
    'let nobody %s without signing in, nor a reader',
    async (work) => {
      const path = `/inspection-runtime/models/${work}`;
      expect((await nodeRed.ask(path, json('POST', { id: 'clip-vit-base-patch32' }))).status).toBe(401);
      expect((await nodeRed.ask(path, json('POST', { id: 'clip-vit-base-patch32' }, reader))).status).toBe(401);
    },
  );

  it('are listed for readers only, in the user directory’s own folder', async () => {
    expect((await nodeRed.ask('/inspection-runtime/models')).status).toBe(401);
    const authorization = `Bearer ${reader}`;
    const list = await nodeRed.json<{ folder: string; models: ListedModel[] }>('/inspection-runtime/models', {
      headers: { authorization },
    });
    expect(list.folder).toBe(join(folder, 'gyeol-models'));
    expect(list.models.map(({ id }) => id)).toContain('starter-clip');
  });

  it('answer a failure with its reason and what to do', async () => {
    const removed = await nodeRed.ask('/inspection-runtime/models/remove', json('POST', { id: 'starter-clip' }, owner));
    expect(removed.status).toBe(400);
    expect(await removed.json()).toMatchObject({
      code: 'ERR_MODEL_SHIPPED',
      message: expect.stringContaining('comes with the pack'),
    });
    const tried = await nodeRed.json<object>(
      '/inspection-runtime/models/test',
      json('POST', { model: 'starter-marian', family: 'marian', device: 'cpu' }, owner),
    );
    expect(tried).toMatchObject({ passed: true, goldens: marian.goldens.length });
  });

  it('keep a refused pull’s reason until it is closed', async () => {
    type Answer = { transfers: Record<string, { error?: { code: string; message: string } }> };
    const id = 'Helsinki-NLP/opus-mt-tc-big-en-ko';
    const ask = (work: string) =>
      nodeRed.json<Answer>(`/inspection-runtime/models/${work}`, json('POST', { id }, owner));
    let answer = await ask('pull');
    while (!answer.transfers[id]!.error) {
      answer = await nodeRed.json('/inspection-runtime/models', { headers: { authorization: `Bearer ${owner}` } });
    }
    expect(answer.transfers[id]!.error).toMatchObject({
      code: 'ERR_MODEL_REFUSED',
      message: expect.stringContaining('fluent nonsense'),
    });
    expect((await ask('cancel')).transfers).toEqual({});
  });
});
