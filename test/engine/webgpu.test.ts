import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../lib/inference';
import type { ModelManifest } from '../../lib/models/manifest';
import { using } from '../support/engine-on';
import { scratchedPlate } from '../support/pictures';
import { hasSoftwareGraphics, useNoGraphics, useSoftwareGraphics } from '../support/software-graphics';
import { copyOfTinyModel, tinyModel } from '../support/tiny-models';

const LONG = { timeout: 600_000 };

const judging = (model: string) => async (engine: Engine) => {
  const labels = ['scratch', 'dent', 'stain'].map((id) => ({ id, prompts: [`a photo of a ${id}`] }));
  return (await engine.run('clip', { picture: { bytes: await scratchedPlate() }, model, labels })).output;
};

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
    const folder = copyOfTinyModel('clip');
    const path = join(folder, 'model.json');
    const manifest = JSON.parse(readFileSync(path, 'utf8')) as ModelManifest;
    const vision = manifest.goldens.find(({ kind }) => kind === 'vision') as { output: number[] };
    vision.output[0] = 0.9;
    writeFileSync(path, JSON.stringify(manifest));
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
