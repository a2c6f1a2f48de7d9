import type { Disturb } from '../disturbances';

const TYPES = [
  'clip-filter',
  'contour-measure',
  'blip-caption',
  'ko-translate',
  'glossary-normalize',
  'report',
  'inspection-queue',
  'mqtt-image',
  'mqtt-result',
];
const TIMES = 3;

/** Nodes that were changed are started anew, the others keep what they have. */
export const disturb: Disturb = async (line, dice) => {
  for (let time = 0; time < TIMES; time++) {
    await line.working();
    await line.deploy('nodes', { [dice.pick(TYPES)]: { name: `changed ${dice.below(1e6)}` } });
  }
  await line.deploy('nodes');
};
