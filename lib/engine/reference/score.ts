import type { ReferenceMemory } from '../../reference/memory';
import type { Looked } from '../families/towers';
import { comparisonWith, nearest, valuesOf, type Comparison } from './nearest';
import { excessOf } from './odds';
import { smoothed } from './smooth';

/** Cells whose mean distance is the picture's: one alone may be noise. */
const WORST = 3;

/** Logarithm of the mean squared distance of the cells that are farthest from good parts. */
export function scoreOf(distances: Float32Array): number {
  const worst = Float32Array.from(distances).sort().subarray(-WORST);
  return Math.log(worst.reduce((sum, distance) => sum + distance, 0) / worst.length + 1e-9);
}

/** How a picture differs from good parts. */
export interface Unlikeness {
  /** The picture's score in standard deviations from what good pictures have. */
  z: number;
  /** Likewise of every cell, row by row. */
  cells: Float32Array;
  /** See {@link excessOf}. */
  excess: number;
}

const comparisons = new WeakMap<ReferenceMemory, Comparison>();

export async function compare({ patches, odds, columns }: Looked, memory: ReferenceMemory): Promise<Unlikeness> {
  const comparison = comparisons.get(memory) ?? comparisonWith(valuesOf(memory), memory.scale);
  comparisons.set(memory, comparison);
  const distances = smoothed(await nearest(patches, comparison), columns);
  const { mean, spread } = memory.usual;
  const inSpreads = (score: number) => (score - mean) / spread;
  const cells = distances.map((distance) => inSpreads(Math.log(distance + 1e-9)));
  return { z: inSpreads(scoreOf(distances)), cells, excess: excessOf(odds, memory.expected, cells, memory.trust) };
}
