import { appendFile, cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Entry } from '../../lib/audit/entry';
import { verify } from '../../lib/audit/verify';
import { exportBundle } from '../../lib/models/bundle/export';
import { gyeol } from '../support/command';
import { tinyModel } from '../support/tiny-models';
import { startGuarded, startGuardedAgain, type Guarded } from '../support/users';

const clip = (threshold: string) => ({
  id: 'clip',
  type: 'clip-filter',
  labels: [],
  templates: '{}',
  threshold,
  wires: [[], [], []],
});
const debug = { id: 'debug', type: 'debug', wires: [] };

describe('the audit log of a Node-RED with users', () => {
  let folder: string;
  let path: string;
  let nodeRed: Guarded;
  const entries = async () => {
    const text = await readFile(path, 'utf8').catch(() => '');
    return text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Entry & { detail: { changes: object[] } });
  };
  const until = async (count: number) => {
    let all = await entries();
    while (all.length < count) all = await entries();
    return all;
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'audited-'));
    path = join(folder, 'gyeol-audit/audit.jsonl');
    nodeRed = await startGuarded(folder, [clip('0.6'), debug]);
  });
  afterAll(async () => {
    await nodeRed?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('names who deployed which settings', async () => {
    expect(await until(1)).toMatchObject([{ event: 'node.added', subject: 'clip', actor: { kind: 'unknown' } }]);
    await nodeRed.deployAs('owner', [clip('0.4'), debug]);
    expect((await until(2)).at(-1)).toMatchObject({
      event: 'settings.changed',
      subject: 'clip',
      actor: { kind: 'user', name: 'owner', address: expect.stringContaining('127.0.0.1') },
      detail: { changes: [{ property: 'threshold', from: '0.6', to: '0.4' }] },
    });
  });

  it('names who changed a single flow by the admin API', async () => {
    const nodes = [{ ...clip('0.9'), id: 'second', x: 1, y: 1, z: 'new' }];
    await nodeRed.as('owner', '/flow', { id: 'new', label: 'new', nodes });
    expect((await until(3)).at(-1)).toMatchObject({ event: 'node.added', actor: { kind: 'user', name: 'owner' } });
  });

  it('names who imported and removed a model, in the form and by command', async () => {
    const elsewhere = join(folder, 'elsewhere');
    await cp(tinyModel('clip'), join(elsewhere, 'tiny-clip'), { recursive: true });
    const bundle = join(folder, 'models.tar');
    await exportBundle(bundle, ['tiny-clip'], { home: elsewhere });

    expect((await nodeRed.as('owner', '/inspection-runtime/models/import', { path: bundle })).status).toBe(200);
    const [imported] = (await until(4)).slice(3);
    expect(imported).toMatchObject({ event: 'model.imported', subject: 'tiny-clip', actor: { name: 'owner' } });
    expect(imported).not.toHaveProperty('before');
    expect((await gyeol(['models', 'remove', 'tiny-clip', '--home', folder])).status).toBe(0);
    const [removed] = (await until(5)).slice(4);
    expect(removed).toMatchObject({ event: 'model.removed', before: imported!.after, actor: { kind: 'command' } });
    expect((await gyeol(['audit', 'verify', '--home', folder])).stdout).toContain('intact, 5 entries');
  });

  it('was torn by kill -9: the next start says so and goes on', async () => {
    await nodeRed.kill();
    await appendFile(path, '{"seq":99,"time":"2026-11-2');
    const before = (await verify(path)).entries;
    nodeRed = await startGuardedAgain(folder);
    await until(before + 1);
    expect(nodeRed.log()).toMatch(/ERR_AUDIT_TORN.*27 bytes/);
    expect(await verify(path)).toMatchObject({ entries: before + 1, head: { seq: before + 1 } });
    expect((await entries()).at(-1)).toMatchObject({
      event: 'log.mended',
      detail: { text: '{"seq":99,"time":"2026-11-2' },
    });
  });
});
