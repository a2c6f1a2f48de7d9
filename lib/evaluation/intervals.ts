/** How sure figures from few pictures can be. */

export type Interval = [low: number, high: number];

/**
 * The exact interval of a share: `hits` of `n`, whatever the true share is, it contains that with at least `confidence`
 * (Clopper & Pearson 1934). Nothing seen in nothing: 0 to 1.
 */
export function shareInterval(hits: number, n: number, confidence = 0.95): Interval {
  const tail = (1 - confidence) / 2;
  return [
    hits === 0 ? 0 : bisect((share) => 1 - binomialBelow(hits, n, share) - tail),
    hits === n ? 1 : bisect((share) => tail - binomialBelow(hits + 1, n, share)),
  ];
}

/** The chance of `hits` or more of `n` at a true share: how surprising so many are. */
export const chanceOfAtLeast = (hits: number, n: number, share: number) =>
  Math.min(1, Math.max(0, 1 - binomialBelow(hits, n, share)));

/** The chance of fewer than `hits` of `n` at a true share. */
function binomialBelow(hits: number, n: number, share: number): number {
  let sum = 0;
  for (let k = 0; k < hits; k++) sum += Math.exp(logChoose(n, k) + k * Math.log(share) + (n - k) * Math.log1p(-share));
  return sum;
}

const logFactorials = [0];
function logChoose(n: number, k: number): number {
  for (let i = logFactorials.length; i <= n; i++) logFactorials.push(logFactorials[i - 1]! + Math.log(i));
  return logFactorials[n]! - logFactorials[k]! - logFactorials[n - k]!;
}

/** Where a growing function crosses zero between 0 and 1. */
function bisect(growing: (share: number) => number): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (growing(middle) > 0) high = middle;
    else low = middle;
  }
  return (low + high) / 2;
}

/**
 * The interval of an area under the ROC curve by the variance of its placements (DeLong, DeLong & Clarke-Pearson 1988),
 * on the logit scale so that it stays within 0 and 1. An area of exactly 0 or 1 has no variance to see: then the interval
 * is that of `shareInterval` over the smaller class. Null where a class is missing.
 */
export function aurocInterval(positives: number[], negatives: number[]): { auroc: number; interval: Interval } | null {
  if (positives.length === 0 || negatives.length === 0) return null;
  const ahead = (one: number, other: number) => (one > other ? 1 : one === other ? 0.5 : 0);
  const ofPositives = positives.map((one) => mean(negatives.map((other) => ahead(one, other))));
  const ofNegatives = negatives.map((other) => mean(positives.map((one) => ahead(one, other))));
  const auroc = mean(ofPositives);
  if (auroc === 0 || auroc === 1) {
    const n = Math.min(positives.length, negatives.length);
    return { auroc, interval: shareInterval(auroc * n, n) };
  }
  const variance = varianceOf(ofPositives) / positives.length + varianceOf(ofNegatives) / negatives.length;
  const spread = (1.96 * Math.sqrt(variance)) / (auroc * (1 - auroc));
  const logit = Math.log(auroc / (1 - auroc));
  const back = (value: number) => 1 / (1 + Math.exp(-value));
  return { auroc, interval: [back(logit - spread), back(logit + spread)] };
}

const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function varianceOf(values: number[]): number {
  if (values.length < 2) return 0;
  const middle = mean(values);
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1);
}
