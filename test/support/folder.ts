import { mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import sharp from 'sharp';
import { beforeEach } from 'vitest';
import { useFreshFolder } from './fresh';

export interface TestFolder {
  /** Of the camera, and of Node-RED. */
  readonly path: string;
  readonly userDir: string;
  /** Writes as careful programs do: under another name, then renamed. */
  put(name: string, bytes: Uint8Array): Promise<void>;
  names(below?: string): Promise<string[]>;
  /** Looks again and again until the condition holds: a watcher of folders that come and go would miss changes. */
  until(condition: () => Promise<boolean>): Promise<void>;
}

/** Fresh folders with Korean names before each test. */
export function useFolder(): TestFolder {
  const root = useFreshFolder('image-folder-');
  const folder: TestFolder = {
    get path() {
      return join(root.path, '사진 폴더');
    },
    get userDir() {
      return join(root.path, 'user');
    },
    put: async (name, bytes) => {
      const path = join(folder.path, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(`${path}.part`, bytes);
      await rename(`${path}.part`, path);
    },
    names: async (below = '') => {
      const entries = await readdir(join(folder.path, below), { withFileTypes: true }).catch(() => []);
      return entries
        .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
        .map(({ name }) => name)
        .sort();
    },
    until: async (condition) => {
      while (!(await condition())) await pause(20);
    },
  };
  beforeEach(async () => {
    await mkdir(folder.path);
    await mkdir(folder.userDir);
  });
  return folder;
}

/** A JPEG that differs from those of other numbers. */
export function pictureOf(number: number): Promise<Buffer> {
  const background = { r: number & 255, g: (number >> 3) & 255, b: 99 };
  const noise = { type: 'gaussian' as const, mean: 100, sigma: 40 };
  return sharp({ create: { width: 64, height: 48, channels: 3, background, noise } })
    .jpeg()
    .toBuffer();
}

/** The node with short times, wired to helper `out`. */
export const imageFolder = (folder: string, options: object = {}) => ({
  id: 'folder',
  type: 'image-folder',
  folder,
  detect: 'watch',
  everySeconds: '0.1',
  settleMs: '30',
  giveUpSeconds: '300',
  wires: [['out']],
  ...options,
});
