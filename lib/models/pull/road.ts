import type { GraphPrecision } from '../graph';

/** How graphs of a precision come about. */
export interface Road {
  /** Of the source's own files, those of this precision are pulled. */
  pulled: GraphPrecision;
  /** Integers are made of them here. */
  makesIntegers: boolean;
}

/**
 * The one place that decides it. Integers are made here from single precision wherever the source has that, as graphs or
 * as a checkpoint: one scale a column and signed weights are more exact, and on processors with VNNI twice as fast, than
 * the unsigned ones of the hub with one scale a matrix. The source's own serve where it has nothing else.
 *
 * @param hasSingle whether the source has graphs in single precision, or a checkpoint
 */
export function roadTo(wished: GraphPrecision, hasSingle: boolean): Road {
  const makesIntegers = wished === 'int8' && hasSingle;
  return { pulled: makesIntegers ? 'fp32' : wished, makesIntegers };
}
