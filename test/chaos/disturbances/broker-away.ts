import { setTimeout as pause } from 'node:timers/promises';
import type { Disturb } from '../disturbances';

const AWAY_MS = 5000;

/** Gone for five seconds, while the camera goes on and Node-RED works on what it has. */
export const disturb: Disturb = async (line) => {
  await line.working();
  await line.killBroker();
  await pause(AWAY_MS);
  await line.startBroker();
  await line.sendAgain();
};
