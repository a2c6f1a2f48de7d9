import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { acquireEngine, DEFAULT_SETTINGS, type Device, type TranslateInput } from '../../lib/inference';
import { HUGGING_FACE, tinyModel } from '../support/tiny-models';

/** Debian's Chromium brings a Vulkan loader and SwiftShader, a Vulkan driver that computes on the processor. */
const CHROMIUM = '/usr/lib/chromium';
const driver = join(CHROMIUM, 'vk_swiftshader_icd.json');

async function translate(device: Device) {
  const handle = acquireEngine({ ...DEFAULT_SETTINGS, device }, { lingerMs: 0 });
  const texts = [...new Set(HUGGING_FACE.marian.map(({ text }) => text))].slice(0, 2);
  const input: TranslateInput = { texts, model: tinyModel('marian'), generation: { numBeams: 3, maxNewTokens: 6 } };
  try {
    return (await handle.engine.run('translate', input)).output;
  } finally {
    handle.release();
  }
}

describe.skipIf(!existsSync(driver) || !existsSync(join(CHROMIUM, 'libvulkan.so.1')))(
  'the graphics path, in software',
  () => {
    beforeAll(() => {
      vi.stubEnv('VK_DRIVER_FILES', driver);
      vi.stubEnv('VK_ICD_FILENAMES', driver);
      vi.stubEnv('LD_LIBRARY_PATH', CHROMIUM);
      vi.stubEnv('XDG_RUNTIME_DIR', mkdtempSync(join(tmpdir(), 'xdg-')));
    });
    afterAll(() => vi.unstubAllEnvs());

    it('writes on webgpu what the processor writes', async () => {
      const graphics = await translate('webgpu');
      const processor = await translate('cpu');
      expect(graphics.model.provider).toBe('webgpu');
      expect(processor.model.provider).toBe('cpu');
      expect(graphics.texts.map(({ text }) => text)).toEqual(processor.texts.map(({ text }) => text));
    });
  },
);
