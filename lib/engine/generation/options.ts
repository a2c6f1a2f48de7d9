import type { Generation } from '../../inference/jobs';
import { InspectionError } from '../../inspection/errors';

type Range = [lowest: number, highest: number, whole?: 'whole'];

const RANGES: Record<Exclude<keyof Generation, 'bannedWords'>, Range> = {
  numBeams: [1, 8, 'whole'],
  maxNewTokens: [1, 1024, 'whole'],
  minNewTokens: [0, 1024, 'whole'],
  temperature: [0, 10],
  topP: [Number.MIN_VALUE, 1],
  seed: [0, 2 ** 32 - 1, 'whole'],
  repetitionPenalty: [Number.MIN_VALUE, 100],
  noRepeatNgramSize: [0, 100, 'whole'],
  lengthPenalty: [-10, 10],
};

/** @throws InspectionError ERR_OPTIONS that names the first option outside its range */
export function checkGeneration(options: Generation): void {
  for (const [option, [lowest, highest, whole]] of Object.entries(RANGES)) {
    const value = options[option as keyof typeof RANGES];
    if (value === undefined) continue;
    if (value >= lowest && value <= highest && (!whole || Number.isInteger(value))) continue;
    const from = lowest === Number.MIN_VALUE ? '> 0' : `≥ ${lowest}`;
    throw new InspectionError('ERR_OPTIONS', { option, reason: `${value} (${from}, ≤ ${highest})` });
  }
}
