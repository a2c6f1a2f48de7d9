import type { Disturb } from '../disturbances';

/** The report is written, the queue has not noted it yet. */
export const disturb: Disturb = (line, dice) =>
  line.killAt({ call: 'event', at: '^report$', moment: 'after' }, dice.below(4));
