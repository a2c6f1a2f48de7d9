import type { Disturb } from '../disturbances';

/** Of a defect that is described in Korean. */
export const disturb: Disturb = (line, dice) =>
  line.killAt({ call: 'event', at: '^ko-translate$', moment: 'after' }, dice.below(4));
