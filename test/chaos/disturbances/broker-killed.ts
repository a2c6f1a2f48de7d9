import type { Disturb } from '../disturbances';

/** Ends as in a power cut and is back at once; what the source had not confirmed the camera sends again. */
export const disturb: Disturb = async (line) => {
  await line.working();
  await line.killBroker();
  await line.startBroker();
  await line.sendAgain();
};
