import { setImmediate as nextTurn } from 'node:timers/promises';

/** So many keep the disk busy; what comes on top only fills memory. */
const ENOUGH = 16;

let unwritten = 0;
const held: (() => void)[] = [];

/** Counts a message that a queue of this process has taken on as long as it is not on disk. */
export async function countUnwritten<T>(writing: Promise<T>): Promise<T> {
  unwritten++;
  try {
    return await writing;
  } finally {
    unwritten--;
    if (unwritten < ENOUGH) for (const goOn of held.splice(0)) goOn();
  }
}

/**
 * For sources that can wait, after each frame they sent: resolves when the queues of this process have written enough
 * for a further one to find room. Node-RED has no way to say so along a wire.
 *
 * One turn of the event loop passes at the least: what was just sent is not there yet.
 */
export async function roomInQueues(): Promise<void> {
  await nextTurn();
  while (unwritten >= ENOUGH) await new Promise<void>((resolve) => held.push(resolve));
}
