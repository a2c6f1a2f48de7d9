import type { Disturb } from '../disturbances';

/** The broker has confirmed a result; the outbox has not noted it yet. */
export const disturb: Disturb = (line, dice) =>
  line.killAt({ call: 'open', at: 'gyeol-outbox/.*/done.log$', moment: 'before' }, dice.below(4));
