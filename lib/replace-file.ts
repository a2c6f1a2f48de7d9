import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** The part of `node:fs/promises` that files are written with. */
export type FileSystem = Pick<typeof fs, 'mkdir' | 'open' | 'readFile' | 'readdir' | 'rename' | 'stat' | 'unlink'>;

/**
 * Writes a file so that a reader sees the old content or the new one, never a part, even after a power cut:
 * a temporary name in the same folder, fsync, rename, fsync of the folder. Folders on the way are made.
 *
 * @throws the system's error; the temporary file is removed
 */
export async function replaceFile(
  path: string,
  data: Uint8Array | string | Iterable<Uint8Array>,
  files: FileSystem = fs,
): Promise<void> {
  const folder = dirname(path);
  await files.mkdir(folder, { recursive: true });
  const temporary = join(folder, `.${basename(path).slice(0, 60)}.${randomUUID().slice(0, 8)}.tmp`);
  try {
    const handle = await files.open(temporary, 'wx');
    try {
      await handle.writeFile(data);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await files.rename(temporary, path);
  } catch (thrown) {
    await files.unlink(temporary).catch(() => undefined);
    throw thrown;
  }
  await syncFolder(folder, files);
}

/** Makes the rename itself durable; Windows cannot open folders and needs no such step. */
async function syncFolder(folder: string, files: FileSystem): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await files.open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
