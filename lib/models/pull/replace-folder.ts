import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { InspectionError } from '../../inspection/errors';
import { OUTGOING } from '../home';

/**
 * Puts a whole folder in the place of another; after a failure the other one stands where it stood.
 *
 * @throws InspectionError ERR_MODEL_FOLDER
 */
export async function replaceFolder(whole: string, place: string): Promise<void> {
  const outgoing = `${place}${OUTGOING}`;
  const there = existsSync(place);
  try {
    await rm(outgoing, { recursive: true, force: true });
    if (there) await rename(place, outgoing);
    await rename(whole, place);
  } catch (thrown) {
    if (there && !existsSync(place)) await rename(outgoing, place);
    throw new InspectionError('ERR_MODEL_FOLDER', { path: place, reason: (thrown as Error).message });
  }
  // What cannot be removed now, because an engine has it open, goes with the next pull.
  await rm(outgoing, { recursive: true, force: true }).catch(() => undefined);
}
