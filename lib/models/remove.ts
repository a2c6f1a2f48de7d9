import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { InspectionError } from '../inspection/errors';
import { folderOf, PARTIAL } from './home';
import { lock } from './pull/lock';
import { starterFolder } from './starter';

/**
 * Removes a pulled model, and what a pull of it that was broken off left behind.
 *
 * @throws InspectionError ERR_MODEL_SHIPPED, ERR_MODEL_MISSING, ERR_MODEL_BUSY, ERR_MODEL_FOLDER
 */
export async function removeModel(home: string, id: string): Promise<void> {
  if (await starterFolder(id)) throw new InspectionError('ERR_MODEL_SHIPPED', { model: id });
  const folder = folderOf(home, id);
  const part = `${folder}${PARTIAL}`;
  // An id such as ".." must not reach outside the folder of models.
  const named = /^[\w][\w./-]*$/.test(id) && !id.includes('..');
  if (!named || !(existsSync(folder) || existsSync(part)))
    throw new InspectionError('ERR_MODEL_MISSING', { model: id, path: folder });
  if (existsSync(part)) await lock(part, id);
  try {
    for (const each of [part, folder]) await rm(each, { recursive: true, force: true });
  } catch (thrown) {
    throw new InspectionError('ERR_MODEL_FOLDER', { path: folder, reason: (thrown as Error).message });
  }
}
