import type { Disturb } from '../disturbances';

/** A result lies in the outbox. */
export const disturb: Disturb = (line, dice) =>
  line.killAt({ call: 'rename', at: 'gyeol-outbox/.*/waiting/\\d+\\.t0', moment: 'after' }, dice.below(4));
