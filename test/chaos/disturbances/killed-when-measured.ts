import type { Disturb } from '../disturbances';

/** Of a defect that is measured and not described. */
export const disturb: Disturb = (line, dice) =>
  line.killAt({ call: 'event', at: '^contour-measure$', moment: 'after' }, dice.below(4));
