import type { Box } from './record';

/** How words and comparison with good parts are joined. */
export type ReferenceRule = 'sum' | 'either' | 'both' | 'words';

export interface ReferenceUse {
  /** SHA-256 of the memory of good parts. */
  hash?: string;
  rule: ReferenceRule;
  /** Standard deviations from what good parts have. */
  z: number;
  /** How much the worst place looks like a defect that good parts do not have: log-odds and z at one cell, less where much changed. */
  excess: number;
  /** Words and excess joined, with rule `sum`. */
  sum?: number;
  limit: number;
  /** Median z of all places: how far the picture as a whole is. */
  overall: number;
  /** From which overall on it is unknown, where there is such a limit. */
  beyond?: number;
  /** Where the picture differs most, pixels. */
  box: Box;
}
