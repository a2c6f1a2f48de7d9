import type { Disturb } from '../disturbances';

export const disturb: Disturb = (line) => line.killLane('judge');
