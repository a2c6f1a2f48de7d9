/** Values that stand for a whole picture. */
const SAMPLE = 2_500;

/** The value below which the fraction `q` of sorted values lies; 0 for none. */
export function quantile(sorted: ArrayLike<number>, q: number): number {
  return sorted.length ? sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]! : 0;
}

/**
 * Spread of values about zero, as the standard deviation of a Gaussian: the larger of what the median and what the
 * 85th percentile of their sizes stand for. The second counts textures with heavy tails; up to a seventh of the
 * picture may be defect.
 */
export function robustSpread(values: Float32Array): number {
  // An odd stride does not fall into step with the columns of the picture.
  const stride = Math.floor(values.length / SAMPLE) | 1;
  const sizes = new Float32Array(Math.ceil(values.length / stride));
  for (let index = 0; index < sizes.length; index++) sizes[index] = Math.abs(values[index * stride]!);
  sizes.sort();
  return Math.max(quantile(sizes, 0.5) * 1.4826, quantile(sizes, 0.85) / 1.44);
}
