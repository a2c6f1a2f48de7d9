import type { Disturb } from '../disturbances';

/** The picture is on the source's disk, and not confirmed to the broker. */
export const disturb: Disturb = (line, dice) =>
  line.killAt({ call: 'rename', at: 'gyeol-intake/.*/waiting/\\d+\\.t0', moment: 'after' }, dice.below(4));
