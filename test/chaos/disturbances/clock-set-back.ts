import type { Disturb } from '../disturbances';

const DAY_MS = 86_400_000;

/** The wall clock falls back by a day, in every other round over a restart, and is put right while the line works. */
export const disturb: Disturb = async (line, dice) => {
  await line.working();
  await line.setClock(-DAY_MS);
  await line.working();
  if (dice.chance(0.5)) await line.killAt({ call: 'event', at: '^clip-filter$', moment: 'after' }, dice.below(3));
  await line.setClock(0);
};
