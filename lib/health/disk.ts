import { constants } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Finding } from './checks';

/** Less free than this, and a report may not fit any more. */
const LEAST_FREE = 100_000_000;

const megabytes = (bytes: number) => `${Math.floor(bytes / 1e6)} MB`;

/** Whether files can be written to a folder, or to the one it will be made in, and there is room for them. */
export async function checkDisk(folder: string): Promise<Finding> {
  const finding = (ok: boolean, detail: string): Finding => ({ check: 'disk', subject: folder, ok, detail });
  try {
    const there = await nearest(folder);
    await access(there, constants.W_OK);
    const { bavail, bsize } = await statfs(there);
    const free = bavail * bsize;
    return finding(free >= LEAST_FREE, megabytes(free));
  } catch (thrown) {
    return finding(false, (thrown as Error).message);
  }
}

async function nearest(folder: string): Promise<string> {
  try {
    await access(folder);
    return folder;
  } catch (thrown) {
    const above = dirname(folder);
    if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT' || above === folder) throw thrown;
    return nearest(above);
  }
}
