import type { JudgementReason } from './record';

/** Pictures that show nothing the labels or the good parts know: no tolerance and no comparison makes them good. */
const UNKNOWN: JudgementReason[] = ['unknown', 'labels-close', 'far-from-reference'];

export const isUnknown = (reason: JudgementReason): boolean => UNKNOWN.includes(reason);

/**
 * How far a picture as a whole is from good parts: the median of its cells' z. Another product, or no product at all, moves
 * all of them. A defect moves it, too, if less, since starter-clip sees each place beside the contrast of the whole picture; so
 * it is no reason to doubt an NG.
 */
export function overallOf(cells: Float32Array): number {
  return Float32Array.from(cells).sort()[cells.length >> 1]!;
}
