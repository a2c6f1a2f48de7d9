import type { Disturb } from '../disturbances';

/** The final sentence stands. */
export const disturb: Disturb = (line, dice) =>
  line.killAt({ call: 'event', at: '^glossary-normalize$', moment: 'after' }, dice.below(4));
