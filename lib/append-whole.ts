import * as fs from 'node:fs/promises';
import { dirname } from 'node:path';
import type { FileSystem } from './replace-file';

/**
 * Appends `text` (after `head` in a new or empty file) and syncs. When the disk fills up meanwhile, the half-written
 * text is taken back. Throws the system's error.
 */
export async function appendWhole(path: string, head: string, text: string, files: FileSystem = fs): Promise<void> {
  await files.mkdir(dirname(path), { recursive: true });
  const handle = await files.open(path, 'a');
  try {
    const { size } = await handle.stat();
    try {
      await handle.writeFile(size === 0 ? head + text : text);
      await handle.sync();
    } catch (thrown) {
      await handle.truncate(size).catch(() => undefined);
      throw thrown;
    }
  } finally {
    await handle.close();
  }
}
