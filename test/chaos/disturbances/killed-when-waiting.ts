import type { Disturb } from '../disturbances';

/** The frame is in the queue and waits. */
export const disturb: Disturb = (line, dice) =>
  line.killAt({ call: 'event', at: '^inspection-queue$', moment: 'after' }, dice.below(4));
