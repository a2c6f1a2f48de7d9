import { lstat, realpath, rmdir, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { LedgerFile } from '../report/ledger';
import { pathInside } from '../report/names';

/** `kept`: it could not be deleted, and may be tried again. */
export type Fate = 'deleted' | 'gone' | 'foreign' | 'kept';

/** File systems of network shares and USB sticks round times, to two seconds at most, and may do so later. */
const COARSEST_CLOCK_MS = 2000;

/**
 * Deletes a file if it still is what the ledger says was written: a plain file of that size and time, in a folder that
 * is reached without a link. Everything else at this name is somebody else's. Folders it leaves empty go, too.
 */
export async function deleteOwn(root: string, { name, bytes, mtime }: LedgerFile): Promise<Fate> {
  const path = safely(root, name);
  if (!path) return 'foreign';
  try {
    const found = await lstat(path);
    const isOwn = found.isFile() && found.size === bytes && isSameTime(found.mtimeMs, mtime);
    if (!isOwn || (await hasLinks(root, name))) return 'foreign';
    await unlink(path);
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'ENOENT' ? 'gone' : 'kept';
  }
  await removeEmpty(root, dirname(name));
  return 'deleted';
}

function isSameTime(found: number, noted: number): boolean {
  const rounded = found % 1000 === 0 ? COARSEST_CLOCK_MS : 1;
  return Math.abs(found - noted) <= rounded;
}

function safely(root: string, name: string): string | undefined {
  try {
    return pathInside(root, name);
  } catch {
    return undefined;
  }
}

async function hasLinks(root: string, name: string): Promise<boolean> {
  return (await realpath(dirname(join(root, name)))) !== join(await realpath(root), dirname(name));
}

async function removeEmpty(root: string, folder: string): Promise<void> {
  if (folder === '.') return;
  try {
    await rmdir(join(root, folder));
  } catch {
    return;
  }
  await removeEmpty(root, dirname(folder));
}
