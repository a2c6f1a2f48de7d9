/** A bank of smoothing kernels drawn out along a direction: they gather the faint grey of a long scratch. */
export interface LineKernel {
  weights: Float32Array;
  side: number;
}

/**
 * Gaussian kernels with standard deviations `along` and `across` (pixels) in `directions` evenly spaced directions,
 * weights summing to 1.
 */
export function lineKernels(along: number, across: number, directions: number): LineKernel[] {
  const reach = Math.ceil(2 * along);
  const side = 2 * reach + 1;
  return Array.from({ length: directions }, (_, index) => {
    const angle = (index * Math.PI) / directions;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const weights = new Float32Array(side * side);
    for (let y = -reach, at = 0; y <= reach; y++) {
      for (let x = -reach; x <= reach; x++, at++) {
        const u = (x * cos + y * sin) / along;
        const v = (y * cos - x * sin) / across;
        weights[at] = Math.exp(-(u * u + v * v) / 2);
      }
    }
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return { weights: weights.map((weight) => weight / sum), side };
  });
}
