import type { Disturb } from '../disturbances';

const TIMES = 3;

/** All flows are stopped and started, again and again, with frames in every node. */
export const disturb: Disturb = async (line) => {
  for (let time = 0; time < TIMES; time++) {
    await line.working();
    await line.deploy('full');
  }
};
