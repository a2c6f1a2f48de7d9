import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { Cache } from '../../lib/engine/cache';
import type { Engine } from '../../lib/inference';
import type { Golden, ModelManifest } from '../../lib/models/manifest';
import { using } from '../support/engine-on';
import { scratchedPlate } from '../support/pictures';
import { hasSoftwareGraphics, useNoGraphics, useSoftwareGraphics } from '../support/software-graphics';
import { copyOfTinyModel, tinyModel } from '../support/tiny-models';

const LONG = { timeout: 600_000 };

const judging = (model: string) => async (engine: Engine) => {
  const labels = ['scratch', 'dent', 'stain'].map((id) => ({ id, prompts: [`a photo of a ${id}`] }));
  return (await engine.run('clip', { picture: { bytes: await scratchedPlate() }, model, labels })).output;
};

function withGoldens(folder: string, change: (goldens: Golden[]) => Golden[]): string {
  const path = join(folder, 'model.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as ModelManifest;
  writeFileSync(path, JSON.stringify({ ...manifest, goldens: change(manifest.goldens) }));
  return folder;
}

describe.skipIf(!hasSoftwareGraphics)('the graphics path, in software', () => {
  useSoftwareGraphics();

  it('computes on webgpu what the processor computes', LONG, async () => {
    const graphics = await using('webgpu', judging(tinyModel('clip')));
    const processor = await using('cpu', judging(tinyModel('clip')));
    expect(graphics.model.provider).toBe('webgpu');
    expect(processor.model.provider).toBe('cpu');
    graphics.regions[0]!.logits.forEach((logit, index) =>
      expect(logit).toBeCloseTo(processor.regions[0]!.logits[index]!, 2),
    );
  });

  it('gives a model that fails its self-test there to the processor, and says so', LONG, async () => {
    const folder = withGoldens(copyOfTinyModel('clip'), (goldens) => {
      const vision = goldens.find(({ kind }) => kind === 'vision') as { output: number[] };
      vision.output[0] = 0.9;
      return goldens;
    });
    await using('webgpu', async (engine) => {
      await expect(judging(folder)(engine)).rejects.toMatchObject({
        code: 'ERR_MODEL_SELFTEST',
        parameters: { provider: 'cpu' },
      });
      expect(engine.state('clip').problem).toMatchObject({
        code: 'ERR_PROVIDER_WRONG',
        parameters: { provider: 'webgpu' },
      });
    });
  });
});

describe.skipIf(!hasSoftwareGraphics)('a model that brought no goldens, in software', () => {
  useSoftwareGraphics();
  let cache: string;
  beforeAll(() => {
    cache = mkdtempSync(join(tmpdir(), 'cache-'));
    vi.stubEnv('XDG_CACHE_HOME', cache);
  });
  const kept = () => {
    const room = join(cache, 'gyeol-inspection/goldens');
    return existsSync(room) ? readdirSync(room) : [];
  };

  it.each([
    ['clip', 'clip'],
    ['blip', 'caption'],
    ['marian', 'translate'],
  ] as const)('%s is held to what it answers on the processor, which is kept', LONG, async (family, kind) => {
    const folder = withGoldens(copyOfTinyModel(family), () => []);
    const before = kept();
    await using('webgpu', async (engine) => {
      await engine.warm(kind, folder);
      expect(engine.state(kind).problem).toBeUndefined();
    });
    expect(kept()).toHaveLength(before.length + 1);
  });

  it('is given to the processor when it answers otherwise, and the lane says so', LONG, async () => {
    const folder = withGoldens(copyOfTinyModel('clip'), () => []);
    const answers = new Cache('goldens', '.json');
    for (const name of kept()) {
      const [key] = name.split('.');
      const goldens = JSON.parse((await answers.read(key!))!.toString()) as { output?: number[] }[];
      goldens.forEach(({ output }) => Array.isArray(output) && output.fill(0.9));
      await answers.write(key!, Buffer.from(JSON.stringify(goldens)));
    }
    await using('webgpu', async (engine) => {
      expect((await judging(folder)(engine)).model.provider).toBe('cpu');
      expect(engine.state('clip').problem).toMatchObject({
        code: 'ERR_PROVIDER_WRONG',
        parameters: { provider: 'webgpu' },
      });
    });
  });
});

describe('without a graphics driver', () => {
  useNoGraphics();

  it('the processor works, and the lane says what to install', LONG, async () => {
    await using('webgpu', async (engine) => {
      const { model } = await judging(tinyModel('clip'))(engine);
      expect(model.provider).toBe('cpu');
      const { problem } = engine.state('clip');
      expect(problem).toMatchObject({ code: 'ERR_PROVIDER_DRIVER', parameters: { provider: 'webgpu' } });
      expect(problem!.in('ko').advice).toContain('libvulkan1');
    });
  });
});
