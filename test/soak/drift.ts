import { Dice } from '../fuzz/dice';

export interface Drift {
  /** Median of the values. */
  level: number;
  /** Least squares, a unit of `at`. */
  slope: number;
  /** Its interval of confidence, 99 %. */
  low: number;
  high: number;
}

const ROUNDS = 2000;
const CONFIDENCE = 0.99;
/** Long against what a value remembers of the one before, such as how far a collection of garbage is away. */
const BLOCKS = 10;

/**
 * Whether a series grows: the slope of least squares, and how far chance alone may take it. Values that follow each other
 * resemble each other, so that the usual interval is too narrow; residuals are drawn again in blocks as they stood
 * instead (moving block bootstrap, Künsch 1989, Ann. Statist. 17, 1217).
 *
 * @param at even steps
 */
export function driftOf(at: number[], values: number[]): Drift {
  const slopeOf = leastSquares(at);
  const slope = slopeOf(values);
  const [middle, mean] = [meanOf(at), meanOf(values)];
  const residuals = values.map((value, index) => value - mean - slope * (at[index]! - middle));
  const length = Math.max(1, Math.ceil(values.length / BLOCKS));
  const dice = new Dice('drift');
  const chance = Array.from({ length: ROUNDS }, () => {
    const drawn: number[] = [];
    while (drawn.length < values.length) {
      const start = dice.below(values.length - length + 1);
      drawn.push(...residuals.slice(start, start + length));
    }
    return slopeOf(drawn.slice(0, values.length));
  }).sort((a, b) => a - b);
  const tail = Math.floor((ROUNDS * (1 - CONFIDENCE)) / 2);
  // What chance added is taken away: the interval turns around.
  return { level: medianOf(values), slope, low: slope - chance.at(-1 - tail)!, high: slope - chance[tail]! };
}

export const isSteady = ({ low, high }: Drift) => low <= 0 && high >= 0;

function leastSquares(at: number[]): (values: number[]) => number {
  const middle = meanOf(at);
  const weights = at.map((each) => each - middle);
  const sum = weights.reduce((all, each) => all + each * each, 0);
  return (values) => weights.reduce((all, weight, index) => all + weight * (values[index]! - values[0]!), 0) / sum;
}

const meanOf = (values: number[]) =>
  values[0]! + values.reduce((sum, value) => sum + value - values[0]!, 0) / values.length;
const medianOf = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
