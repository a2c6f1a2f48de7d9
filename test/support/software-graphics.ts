import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, vi } from 'vitest';

/** Debian's Chromium brings a Vulkan loader and SwiftShader, a Vulkan driver that computes on the processor. */
const CHROMIUM = '/usr/lib/chromium';
const driver = join(CHROMIUM, 'vk_swiftshader_icd.json');

export const hasSoftwareGraphics = existsSync(driver) && existsSync(join(CHROMIUM, 'libvulkan.so.1'));

/** Engines that start during this block find the software driver and no other. */
export function useSoftwareGraphics(): void {
  beforeAll(() => {
    vi.stubEnv('VK_DRIVER_FILES', driver);
    vi.stubEnv('VK_ICD_FILENAMES', driver);
    vi.stubEnv('LD_LIBRARY_PATH', CHROMIUM);
    vi.stubEnv('XDG_RUNTIME_DIR', mkdtempSync(join(tmpdir(), 'xdg-')));
    // Each device encodes the labels itself.
    vi.stubEnv('XDG_CACHE_HOME', '/dev/null');
  });
  afterAll(() => vi.unstubAllEnvs());
}

/** Engines that start during this block find no graphics driver at all. */
export function useNoGraphics(): void {
  beforeAll(() => {
    vi.stubEnv('VK_DRIVER_FILES', '/dev/null');
    vi.stubEnv('VK_ICD_FILENAMES', '/dev/null');
  });
  afterAll(() => vi.unstubAllEnvs());
}
