import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, it, vi } from 'vitest';
import { loadClip } from '../../lib/engine/families/clip';
import { SelfTest } from '../../lib/engine/self-test';
import type { LoadedGraph } from '../../lib/engine/sessions';
import { unlessPassed } from '../../lib/engine/tested';
import { DEFAULT_SETTINGS } from '../../lib/inference/settings';
import type { ModelManifest } from '../../lib/models/manifest';
import clip from '../fixtures/models/clip/model.json';
import { tinyModel } from '../support/tiny-models';

const manifest = clip as unknown as ModelManifest;
const use = { id: manifest.id, revision: manifest.revision, precision: 'fp32', provider: 'cpu' };
let made = 0;
const passing = () => Promise.resolve(void made++);
const test = (more: Partial<ModelManifest> = {}, on = use, work = passing, graphs: LoadedGraph[] = []) => {
  const told = { ...manifest, ...more };
  return unlessPassed(told, told.goldens, { use: on, graphs }, work);
};

beforeEach(() => {
  vi.stubEnv('XDG_CACHE_HOME', mkdtempSync(join(tmpdir(), 'cache-')));
  made = 0;
});

it('a self-test that was passed is not made again, until files, goldens or precision are others', async () => {
  await test();
  await test();
  expect(made).toBe(1);
  const [first, ...others] = manifest.files;
  await test({ files: [{ ...first!, sha256: '0'.repeat(64) }, ...others] });
  await test({ goldens: manifest.goldens.slice(1) });
  await test({}, { ...use, precision: 'int8' });
  expect(made).toBe(4);
});

it('one of other graphs of the same folder is one of its own', async () => {
  const graph = (sha256: string) => ({ sha256 }) as LoadedGraph;
  await test({}, use, passing, [graph('a')]);
  await test({}, use, passing, [graph('b')]);
  expect(made).toBe(2);
});

it('one that failed is made again', async () => {
  await expect(test({}, use, () => Promise.reject(new Error('differs')))).rejects.toThrow('differs');
  await test();
  expect(made).toBe(1);
});

it('a device whose driver may change unseen is tested at each load', async () => {
  await test({}, { ...use, provider: 'webgpu' });
  await test({}, { ...use, provider: 'webgpu' });
  expect(made).toBe(2);
});

it('of a model is spared at its next load, unless a person asks for it', async () => {
  const runs = vi.spyOn(SelfTest.prototype, 'run');
  await loadClip(tinyModel('clip'), DEFAULT_SETTINGS);
  await loadClip(tinyModel('clip'), { ...DEFAULT_SETTINGS, threads: 1 });
  expect(runs).toHaveBeenCalledTimes(1);
  await loadClip(tinyModel('clip'), { ...DEFAULT_SETTINGS, threads: 2, retest: true });
  expect(runs).toHaveBeenCalledTimes(2);
});
