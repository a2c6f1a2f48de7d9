import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { acquireEngine, DEFAULT_SETTINGS, type Device } from '../../lib/inference';
import { scratchedPlate } from '../support/pictures';
import { tinyModel } from '../support/tiny-models';

/** Debian's Chromium brings a Vulkan loader and SwiftShader, a Vulkan driver that computes on the processor. */
const CHROMIUM = '/usr/lib/chromium';
const driver = join(CHROMIUM, 'vk_swiftshader_icd.json');
const available = existsSync(driver) && existsSync(join(CHROMIUM, 'libvulkan.so.1'));

async function judge(device: Device) {
  const handle = acquireEngine({ ...DEFAULT_SETTINGS, device, timeoutMs: 0 }, { lingerMs: 0 });
  const labels = ['scratch', 'dent', 'stain'].map((id) => ({ id, prompts: [`a photo of a ${id}`] }));
  try {
    const picture = { bytes: await scratchedPlate() };
    return (await handle.engine.run('clip', { picture, model: tinyModel('clip'), labels })).output;
  } finally {
    handle.release();
  }
}

describe.skipIf(!available)('the graphics path, in software', () => {
  beforeAll(() => {
    vi.stubEnv('VK_DRIVER_FILES', driver);
    vi.stubEnv('VK_ICD_FILENAMES', driver);
    vi.stubEnv('LD_LIBRARY_PATH', CHROMIUM);
    vi.stubEnv('XDG_RUNTIME_DIR', mkdtempSync(join(tmpdir(), 'xdg-')));
    // Each device encodes the labels itself.
    vi.stubEnv('XDG_CACHE_HOME', '/dev/null');
  });
  afterAll(() => vi.unstubAllEnvs());

  it('computes on webgpu what the processor computes', { timeout: 240_000 }, async () => {
    const graphics = await judge('webgpu');
    const processor = await judge('cpu');
    expect(graphics.model.provider).toBe('webgpu');
    expect(processor.model.provider).toBe('cpu');
    graphics.regions[0]!.logits.forEach((logit, index) =>
      expect(logit).toBeCloseTo(processor.regions[0]!.logits[index]!, 2),
    );
  });
});
