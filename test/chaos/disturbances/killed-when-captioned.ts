import type { Disturb } from '../disturbances';

/** Of a defect that is described in English. */
export const disturb: Disturb = (line, dice) =>
  line.killAt({ call: 'event', at: '^blip-caption$', moment: 'after' }, dice.below(4));
