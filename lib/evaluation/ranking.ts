/** Figures of a score that should rank positives above negatives. `null` where a class is missing. */

export interface Scored {
  score: number;
  positive: boolean;
}

/**
 * Area under the ROC curve: the chance that a random positive scores higher than a random negative, ties counting half
 * (Mann & Whitney 1947; Hanley & McNeil 1982).
 */
export function auroc(items: Scored[]): number | null {
  const positives = items.filter(({ positive }) => positive).length;
  const negatives = items.length - positives;
  if (positives === 0 || negatives === 0) return null;
  const sorted = [...items].sort((a, b) => a.score - b.score);
  let rankSum = 0;
  for (let start = 0; start < sorted.length;) {
    let end = start;
    while (end < sorted.length && sorted[end]!.score === sorted[start]!.score) end++;
    const meanRank = (start + end + 1) / 2;
    rankSum += meanRank * sorted.slice(start, end).filter(({ positive }) => positive).length;
    start = end;
  }
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/** Mean of the precision at each positive, best score first (no interpolation); ties are taken in the worst order. */
export function averagePrecision(items: Scored[]): number | null {
  const positives = items.filter(({ positive }) => positive).length;
  if (positives === 0) return null;
  const sorted = [...items].sort((a, b) => b.score - a.score || Number(a.positive) - Number(b.positive));
  let hits = 0;
  let sum = 0;
  for (const [index, { positive }] of sorted.entries()) {
    if (!positive) continue;
    hits++;
    sum += hits / (index + 1);
  }
  return sum / positives;
}

/** The value below which the share `p` (0..1) of the values lies, nearest rank; null of an empty list. */
export function percentile(values: number[], p: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(sorted.length * p) - 1))] ?? null;
}

export const median = (values: number[]): number | null => percentile(values, 0.5);

/** Hits and false alarms above every limit at which one of them changes, the highest limit first. */
function limitsOf(items: Scored[]): { hits: number; alarms: number }[] {
  const falling = [...items].sort((a, b) => b.score - a.score);
  const limits: { hits: number; alarms: number }[] = [];
  let [hits, alarms] = [0, 0];
  for (const [index, { score, positive }] of falling.entries()) {
    if (positive) hits++;
    else alarms++;
    if (falling[index + 1]?.score !== score) limits.push({ hits, alarms });
  }
  return limits;
}

/** The ROC curve from 0,0 to 1,1: share of negatives and of positives above each limit. Null where a class is missing. */
export function rocOf(items: Scored[]): [falsePositives: number, truePositives: number][] | null {
  const positives = items.filter(({ positive }) => positive).length;
  const negatives = items.length - positives;
  if (positives === 0 || negatives === 0) return null;
  return [
    [0, 0],
    ...limitsOf(items).map(({ hits, alarms }): [number, number] => [alarms / negatives, hits / positives]),
  ];
}

/** Precision over recall at each limit. Null without a positive. */
export function precisionRecallOf(items: Scored[]): [recall: number, precision: number][] | null {
  const positives = items.filter(({ positive }) => positive).length;
  if (positives === 0) return null;
  return limitsOf(items).map(({ hits, alarms }) => [hits / positives, hits / (hits + alarms)]);
}
