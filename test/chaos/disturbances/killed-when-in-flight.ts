import type { Disturb } from '../disturbances';

/** The queue has counted the try and passes the frame on. */
export const disturb: Disturb = (line, dice) =>
  line.killAt({ call: 'rename', at: 'inspection-queue/.*/waiting/\\d+\\.t1', moment: 'after' }, dice.below(4));
