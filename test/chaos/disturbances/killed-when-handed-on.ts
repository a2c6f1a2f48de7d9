import type { Disturb } from '../disturbances';

/** The source has confirmed the picture; the queue does not have it yet. */
export const disturb: Disturb = (line, dice) =>
  line.killAt({ call: 'open', at: 'inspection-queue/.*/waiting/.*tmp$', moment: 'before' }, dice.below(4));
