/** Cells along each side. */
const GRID = 3;

/** Pixels apart: at 1 the sensor's noise is most of a difference, beyond a few the light's own slope. */
const STEP = 2;

/**
 * How much there is to see in each place of a 3 × 3 grid, row by row, beside the other places: the natural logarithm of the
 * mean difference between pixels 2 apart over the mean grey value, less the median of all places. A smear on the lens takes
 * detail from some places; light, focus and another contrast change all alike and drop out.
 */
export function detailOf(grey: Uint8Array, width: number, height: number): number[] {
  const sums = new Float64Array(GRID * GRID);
  const differences = new Float64Array(GRID * GRID);
  const counts = new Float64Array(GRID * GRID);
  for (let y = 0; y < height - STEP; y++) {
    const row = Math.floor((y * GRID) / height) * GRID;
    for (let x = 0, at = y * width; x < width - STEP; x++, at++) {
      const cell = row + Math.floor((x * GRID) / width);
      const value = grey[at]!;
      differences[cell]! += Math.abs(value - grey[at + STEP]!) + Math.abs(value - grey[at + STEP * width]!);
      sums[cell]! += value;
      counts[cell]! += 1;
    }
  }
  const seen = Array.from(sums, (sum, cell) => {
    const count = Math.max(1, counts[cell]!);
    return Math.log((differences[cell]! / (2 * count) + 0.25) / (sum / count + 1));
  });
  const middle = [...seen].sort((a, b) => a - b)[seen.length >> 1]!;
  return seen.map((value) => value - middle);
}
