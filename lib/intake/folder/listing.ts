import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** One version of a file: another size or time is another picture. */
export interface FoundFile {
  /** Path below the folder, with `/` between its levels; Korean letters composed (NFC), however the disk has them. */
  name: string;
  /** As the disk has it. */
  path: string;
  /** Bytes. */
  size: number;
  /** Milliseconds since 1970, by the clock of the machine that holds the file. */
  modified: number;
  /** What the file system knows the file by, whatever its name; empty where it has no such number. */
  inode: string;
}

export const sameVersion = (a: Pick<FoundFile, 'size' | 'modified'>, b: Pick<FoundFile, 'size' | 'modified'>) =>
  a.size === b.size && a.modified === b.modified;

/** Files asked for at a time: a network share answers slowly, but not faster to more questions than this. */
const TOGETHER = 16;

export interface Listing {
  folder: string;
  recursive: boolean;
  wanted: (name: string) => boolean;
  /** Folders that are left out, with all they hold. */
  without: string[];
}

/**
 * The wanted files of a folder, oldest first.
 *
 * @throws the system's error when the folder itself cannot be read
 */
export async function listFiles({ folder, recursive, wanted, without }: Listing): Promise<FoundFile[]> {
  const entries = await readdir(folder, { recursive, withFileTypes: true });
  const paths = entries
    .filter((entry) => !entry.isDirectory() && wanted(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !without.some((left) => path.startsWith(left + sep)));
  const found: FoundFile[] = [];
  for (let from = 0; from < paths.length; from += TOGETHER) {
    const looked = await Promise.all(paths.slice(from, from + TOGETHER).map((path) => lookAt(folder, path)));
    found.push(...looked.filter((file) => file !== undefined));
  }
  return found.sort((a, b) => a.modified - b.modified || (a.name < b.name ? -1 : 1));
}

/** A regular file as it is now; nothing when it is gone or something else. */
export async function lookAt(folder: string, path: string): Promise<FoundFile | undefined> {
  try {
    const status = await stat(path);
    if (!status.isFile()) return undefined;
    const name = relative(folder, path).split(sep).join('/').normalize('NFC');
    const inode = status.ino ? `${status.dev}:${status.ino}` : '';
    return { name, path, size: status.size, modified: Math.trunc(status.mtimeMs), inode };
  } catch {
    return undefined;
  }
}
