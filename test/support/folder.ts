import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import sharp from 'sharp';
import { afterAll, beforeEach } from 'vitest';

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
  const roots: string[] = [];
  const root = () => roots.at(-1)!;
  const folder: TestFolder = {
    get path() {
      return join(root(), '사진 폴더');
    },
    get userDir() {
      return join(root(), 'user');
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
    roots.push(await mkdtemp(join(tmpdir(), 'image-folder-')));
    await mkdir(folder.path);
    await mkdir(folder.userDir);
  });
  // Not after each: flows that are unloaded then may still write.
  afterAll(() => Promise.all(roots.map((each) => rm(each, { recursive: true, force: true, maxRetries: 5 }))));
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
