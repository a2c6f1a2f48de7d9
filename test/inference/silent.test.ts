import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { using } from '../support/engine-on';
import { scratchedPlate } from '../support/pictures';
import { tinyModel } from '../support/tiny-models';

const before = process.cwd();
const folder = mkdtempSync(join(tmpdir(), 'silent-'));

beforeAll(() => {
  // onnxruntime keeps its telemetry from running where CI is set.
  for (const name of ['CI', 'TF_BUILD', 'GITHUB_ACTIONS', 'ORT_DISABLE_TELEMETRY']) vi.stubEnv(name, undefined);
  vi.stubEnv('HOME', folder);
  vi.stubEnv('XDG_CACHE_HOME', '/dev/null');
  process.chdir(folder);
});
afterAll(() => {
  process.chdir(before);
  vi.unstubAllEnvs();
});

it('an engine leaves no trace of telemetry: no device id, no cache of events', async () => {
  const picture = { bytes: await scratchedPlate() };
  const labels = [{ id: 'a', prompts: ['a'] }];
  const provider = await using('cpu', async (engine) => {
    const { output } = await engine.run('clip', { picture, model: tinyModel('clip'), labels });
    return output.model.provider;
  });
  expect(provider).toBe('cpu');
  expect(readdirSync(folder, { recursive: true })).toEqual([]);
});
