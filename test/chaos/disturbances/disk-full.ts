import { setTimeout as pause } from 'node:timers/promises';
import type { Disturb } from '../disturbances';

/** Longer than all tries that a frame has in this line. */
const FULL_MS = 4000;

/** Not one byte is left under the spool, the queue, the reports and the outbox; then there is room again. */
export const disturb: Disturb = async (line) => {
  await line.working();
  await line.fillDisk();
  await pause(FULL_MS);
  await line.freeDisk();
};
