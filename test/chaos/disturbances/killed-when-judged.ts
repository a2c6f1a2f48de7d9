import type { Disturb } from '../disturbances';

/** The verdict is on its way out, the frame on its way to the measurement. */
export const disturb: Disturb = (line, dice) =>
  line.killAt({ call: 'event', at: '^clip-filter$', moment: 'after' }, dice.below(4));
