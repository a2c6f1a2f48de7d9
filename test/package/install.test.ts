import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LaneState } from '../../lib/inference/engine';
import type { Inspection } from '../../lib/inspection/record';
import { packageRoot } from '../../lib/package-root';
import manifest from '../../package.json';
import { configTypes, nodeTypes } from '../support/node-types';
import { lineOverHttp, RUNTIME, type FlowNode } from './flow';
import { startNodeRed, type Gateway } from './gateway';
import { install, pack, registryAnswers } from './npm';

const root = packageRoot(__dirname);
const reachable = registryAnswers();
if (!reachable) console.warn('The installation is not tested: the npm registry cannot be reached.');

const examples = `/library/examples/flows/${manifest.name}`;

describe.skipIf(!reachable)('the packed tarball in an empty user directory', () => {
  let folder: string;
  let tarball: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gyeol-install-'));
    tarball = join(folder, (await pack(folder)).filename);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const own = () => Promise.resolve({ node: process.execPath, modules: join(root, 'node_modules') });
  const oldest = async () => {
    const modules = await install(join(folder, 'oldest'), ['node@22.13.0', 'node-red@4.1.15']);
    return { node: join(modules, 'node/bin/node'), modules };
  };

  describe.each([
    { version: '5', nodeVersion: `${process.version}`, programs: own },
    { version: '4.1', nodeVersion: 'v22.13.0', programs: oldest },
  ])('Node-RED $version on Node.js $nodeVersion', ({ version, nodeVersion, programs }) => {
    let gateway: Gateway;
    let userDirectory: string;
    beforeAll(async () => {
      userDirectory = join(folder, `user-${version}`);
      await install(userDirectory, [tarball]);
      const { node, modules } = await programs();
      gateway = await startNodeRed(node, join(modules, 'node-red/red.js'), userDirectory);
    }, 300_000);
    afterAll(() => gateway?.stop());

    it('runs the versions meant', () => {
      expect(gateway.log()).toContain(`Node-RED version: v${version}`);
      expect(gateway.log()).toMatch(new RegExp(`Node\\.js +version: ${nodeVersion}`));
    });

    it('loads every node', async () => {
      type NodeSet = { module: string; name: string; types: string[]; enabled: boolean; err?: unknown };
      const sets = await gateway.json<NodeSet[]>('/nodes', { headers: { accept: 'application/json' } });
      const ours = sets.filter(({ module }) => module === manifest.name);
      expect(ours.filter(({ enabled, err }) => !enabled || err)).toEqual([]);
      expect(ours.flatMap((set) => set.types).sort()).toEqual([...nodeTypes].sort());
    });

    it('serves the icon that each form names', async () => {
      for (const type of nodeTypes.filter((type) => !configTypes.includes(type))) {
        const response = await gateway.ask(`/icons/${manifest.name}/${type}.svg`);
        expect(await response.text()).toBe(await readFile(join(root, 'icons', `${type}.svg`), 'utf8'));
      }
    });

    it('speaks Korean to a Korean browser', async () => {
      const html = await (
        await gateway.ask('/nodes', { headers: { accept: 'text/html', 'accept-language': 'ko' } })
      ).text();
      const labels = await gateway.json<Record<string, object>>('/nodes/messages?lng=ko');
      for (const type of nodeTypes) {
        expect(html).toMatch(new RegExp(`data-help-name="${type}">[^<]*<p>[^<]*[가-힣]`));
        expect(JSON.stringify(labels[`${manifest.name}/${type}`])).toMatch(/[가-힣]/);
      }
    });

    it('lists the example flows for the import menu', async () => {
      const flows = (await readdir(join(root, 'examples'))).filter((name) => name.endsWith('.json'));
      const listed = await gateway.json<unknown[]>(examples);
      expect(listed).toEqual(flows.map((name) => ({ fn: name.replace(/\.json$/, '') })));
    });

    it('turns a picture into a Korean report with the example line, and again after a deploy', async () => {
      const flow = lineOverHttp(await gateway.json<FlowNode[]>(`${examples}/mqtt-line`));
      await gateway.deploy(flow);
      const first = await inspect(gateway);
      const engines = await enginesOf(gateway);
      expect(engines).toHaveLength(3);

      await gateway.deploy(flow);
      const second = await inspect(gateway);
      expect(second.id).not.toBe(first.id);
      expect(await enginesOf(gateway)).toEqual(engines);

      const written = await readdir(join(userDirectory, 'outputs'), { recursive: true });
      expect(written.filter((name) => name.endsWith('.json'))).toHaveLength(2);
      expect(written.filter((name) => name.endsWith('.pdf'))).toHaveLength(2);
      expect(written.filter((name) => name.endsWith('.csv'))).toHaveLength(1);
    }, 180_000);

    it('keeps a row for each report', () => {
      expect(existsSync(join(userDirectory, 'gyeol-inspections.sqlite'))).toBe(true);
    });

    it('ends, and every engine process with it', async () => {
      const engines = await enginesOf(gateway);
      expect(await gateway.stop()).toBe(0);
      await expect.poll(() => engines.filter(isAlive), { timeout: 20_000 }).toEqual([]);
      expect(gateway.log()).not.toMatch(/\[error\]|ERR_|Deprecat/);
    });
  });
});

async function inspect(gateway: Gateway): Promise<Inspection> {
  const body = await readFile(join(root, 'examples/pictures/painted-crack-01.jpg'));
  const record = await gateway.json<Inspection>('/inspect', {
    method: 'POST',
    headers: { 'content-type': 'image/jpeg' },
    body,
  });
  expect(record.error).toBeUndefined();
  expect(record).toMatchObject({ frame: { width: 640, height: 640 }, models: { judge: { id: 'starter-clip' } } });
  expect(record.caption?.text_ko).toMatch(/[가-힣]/);
  expect(record.description?.ko).toMatch(/[가-힣]/);
  return record;
}

/** Process ids of the judge, measure and describe lanes. */
async function enginesOf(gateway: Gateway): Promise<number[]> {
  const lanes = await gateway.json<Record<string, LaneState>>(`/inspection-runtime/${RUNTIME}/state`);
  return Object.values(lanes).flatMap(({ pid }) => pid ?? []);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
