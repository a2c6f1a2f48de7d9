import type { Disturb } from '../disturbances';

/** The queue has noted that the frame is done; its file is still there. */
export const disturb: Disturb = (line, dice) =>
  line.killAt({ call: 'unlink', at: 'inspection-queue/.*/waiting/\\d+', moment: 'before' }, dice.below(4));
