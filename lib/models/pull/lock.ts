import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InspectionError } from '../../inspection/errors';

export const LOCK = '.lock';

/**
 * Holds a folder for this process, so that a command and Node-RED do not write the same files.
 *
 * @returns the way to let go of it
 * @throws InspectionError ERR_MODEL_BUSY
 */
export async function lock(folder: string, model: string): Promise<() => Promise<void>> {
  const file = join(folder, LOCK);
  await mkdir(folder, { recursive: true });
  const take = () => writeFile(file, String(process.pid), { flag: 'wx' });
  try {
    await take();
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw thrown;
    const holder = Number(await readFile(file, 'utf8').catch(() => ''));
    if (isAlive(holder)) throw new InspectionError('ERR_MODEL_BUSY', { model, pid: holder });
    await rm(file, { force: true });
    await take();
  }
  return () => rm(file, { force: true });
}

function isAlive(pid: number): boolean {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EPERM';
  }
}
