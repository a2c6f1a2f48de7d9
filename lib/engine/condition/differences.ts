/** Cells along each side. */
export const GRID = 3;

/** Pixels between what is compared. */
const STEPS = [1, 2, 4, 8] as const;
export type Step = (typeof STEPS)[number];

/** Grey values of a picture, place by place of a 3 × 3 grid, row by row. */
export interface Differences {
  /** Mean grey value. */
  light: number[];
  /** Mean squared difference to the pixels so many to the right and below. */
  squares: Record<Step, number[]>;
}

/**
 * What a picture changes by within a few pixels. Noise, which is another in every pixel, adds the same to the difference at
 * every distance: the difference of two of them is the scene's own.
 */
export function differencesOf(grey: Uint8Array, width: number, height: number): Differences {
  const cells = GRID * GRID;
  const cellAt = (x: number, y: number) => Math.floor((y * GRID) / height) * GRID + Math.floor((x * GRID) / width);
  const columns = Uint8Array.from({ length: width }, (_, x) => cellAt(x, 0));
  const sums = new Float64Array(cells);
  const counts = new Float64Array(cells);
  const squares = new Map<Step, Float64Array>(STEPS.map((step) => [step, new Float64Array(cells)]));
  const pairs = new Map<Step, Float64Array>(STEPS.map((step) => [step, new Float64Array(cells)]));
  for (let y = 0; y < height; y++) {
    const row = cellAt(0, y);
    for (let x = 0, at = y * width; x < width; x++, at++) {
      sums[row + columns[x]!]! += grey[at]!;
      counts[row + columns[x]!]! += 1;
    }
    for (const step of STEPS) {
      const [square, pair] = [squares.get(step)!, pairs.get(step)!];
      const below = y + step < height ? step * width : 0;
      for (let x = 0, at = y * width; x < width; x++, at++) {
        const cell = row + columns[x]!;
        if (x + step < width) {
          square[cell]! += (grey[at]! - grey[at + step]!) ** 2;
          pair[cell]! += 1;
        }
        if (below) {
          square[cell]! += (grey[at]! - grey[at + below]!) ** 2;
          pair[cell]! += 1;
        }
      }
    }
  }
  const means = (sum: Float64Array, count: Float64Array) =>
    Array.from(sum, (value, cell) => value / Math.max(1, count[cell]!));
  return {
    light: means(sums, counts),
    squares: Object.fromEntries(
      STEPS.map((step) => [step, means(squares.get(step)!, pairs.get(step)!)]),
    ) as Differences['squares'],
  };
}
