/** Turns scores into log-probabilities, in place and without overflow. */
export function logSoftmax(scores: Float32Array): void {
  let highest = -Infinity;
  for (const score of scores) if (score > highest) highest = score;
  let sum = 0;
  for (const score of scores) sum += Math.exp(score - highest);
  const shift = highest + Math.log(sum);
  for (let token = 0; token < scores.length; token++) scores[token]! -= shift;
}
