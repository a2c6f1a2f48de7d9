/** Every how many values one is looked at: a statistic of a whole picture needs no more. */
const STRIDE = 7;

function sampled(values: Float32Array, used?: (index: number) => boolean): Float32Array {
  const picked: number[] = [];
  const stride = values.length < 50_000 ? 1 : STRIDE;
  for (let index = 0; index < values.length; index += stride) {
    if (!used || used(index)) picked.push(values[index]!);
  }
  return Float32Array.from(picked).sort();
}

/** The value below which the fraction `q` of sorted values lies; 0 for none. */
export function quantile(sorted: ArrayLike<number>, q: number): number {
  return sorted.length ? sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]! : 0;
}

/**
 * Spread of values about zero, as the standard deviation of a Gaussian: the larger of what the median and what the
 * 85th percentile of their sizes stand for. The second counts textures with heavy tails; up to a seventh of the
 * picture may be defect.
 */
export function robustSpread(values: Float32Array, used?: (index: number) => boolean): number {
  const sizes = sampled(values.map(Math.abs), used);
  return Math.max(quantile(sizes, 0.5) * 1.4826, quantile(sizes, 0.85) / 1.44);
}
