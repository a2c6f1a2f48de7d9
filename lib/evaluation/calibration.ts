import type { Scored } from './ranking';

/** Pictures whose score lies in one tenth of 0 to 1. */
export interface Bin {
  n: number;
  /** Mean score, and share that is positive. */
  score: number;
  share: number;
}

const BINS = 10;

/**
 * Whether a score can be read as a chance: bins of equal width that hold something, and the expected calibration error,
 * the mean distance of score and share weighted by pictures (Naeini, Cooper & Hauskrecht 2015). Null of nothing.
 */
export function calibrationOf(items: Scored[]): { bins: Bin[]; error: number } | null {
  if (items.length === 0) return null;
  const groups = Map.groupBy(items, ({ score }) => Math.min(BINS - 1, Math.floor(score * BINS)));
  const bins = [...groups]
    .sort(([a], [b]) => a - b)
    .map(([, own]): Bin => {
      const share = own.filter(({ positive }) => positive).length / own.length;
      return { n: own.length, score: own.reduce((sum, { score }) => sum + score, 0) / own.length, share };
    });
  const error = bins.reduce((sum, { n, score, share }) => sum + (n * Math.abs(score - share)) / items.length, 0);
  return { bins, error };
}
