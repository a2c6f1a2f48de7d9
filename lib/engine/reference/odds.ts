/** Odds below this are all the same: surely no defect. */
const FLOOR = -4;

/** Good pictures whose mean is expected of a place, those with the highest odds: what a good part may well show. */
const HIGHEST = 3;

/** Cells whose mean is the picture's. */
const WORST = 3;

/**
 * Log-odds of a defect that good parts give at each place or the places beside it, for parts never lie quite alike.
 *
 * @param good one a picture, row by row, `columns` in a row
 */
export function expectedOdds(good: Float32Array[], columns: number): Float32Array {
  const highest = good[0]!.map((_, cell) => {
    const top = good
      .map((odds) => odds[cell]!)
      .sort((a, b) => b - a)
      .slice(0, HIGHEST);
    return top.reduce((sum, odds) => sum + odds, 0) / top.length;
  });
  const rows = highest.length / columns;
  return highest.map((_, cell) => {
    const [row, column] = [Math.floor(cell / columns), cell % columns];
    let most = FLOOR;
    for (let y = Math.max(0, row - 1); y <= Math.min(rows - 1, row + 1); y++)
      for (let x = Math.max(0, column - 1); x <= Math.min(columns - 1, column + 1); x++)
        most = Math.max(most, highest[y * columns + x]!);
    return most;
  });
}

/** By how much a picture's odds exceed the expected ones where they do so most. */
export function excessOf(odds: Float32Array, expected: Float32Array): number {
  const worst = odds
    .map((value, cell) => value - expected[cell]!)
    .sort()
    .subarray(-WORST);
  return worst.reduce((sum, value) => sum + value, 0) / worst.length;
}
