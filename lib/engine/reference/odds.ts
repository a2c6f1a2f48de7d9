/** Odds below this are all the same: surely no defect. */
const FLOOR = -4;

/** Good pictures whose mean is expected of a place, those with the highest odds: what a good part may well show. */
const HIGHEST = 3;

/** Cells whose mean is the picture's. */
const WORST = 2;

/** z of a cell counts from here to there: beyond, it tells how large a difference is, not whether it is a defect. */
const [LEAST_Z, MOST_Z] = [-2, 7];

/** From this z on a cell has changed. */
const CHANGED = 3;

/** What is taken off for every unit of the logarithm of their number. */
const WIDE = 0.75;

/** Of the mean z of a picture no more than this is taken off: what covers half of a part is no less a defect. */
const MOST_MEAN = 1;

/** Trust below which z counts further, by as much as it falls short: somebody has to tell. */
const HALF = 0.5;

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

/** Mean of the two highest of all places. */
export function worstOf(places: Float32Array): number {
  const worst = places.slice().sort().subarray(-WORST);
  return worst.reduce((sum, value) => sum + value, 0) / worst.length;
}

/**
 * How much the worst place looks like a defect that good parts do not have: log-odds beyond the expected ones, plus z at the same
 * cell, mean of the two highest cells. Light, water, print and other look-alikes change much of a picture, a defect little of it
 * much: so the mean z of all cells is taken off, and the logarithm of the number of changed ones. The numbers were found on
 * rendered lines for development (docs/reference-gate.md), where anything near them does as well.
 *
 * @param cells z, row by row as the others
 * @param trust in the odds, 0 to 1: the less, the more the word is with z alone
 */
export function excessOf(odds: Float32Array, expected: Float32Array, cells: Float32Array, trust: number): number {
  const most = MOST_Z * Math.max(1, HALF / trust);
  const places = odds.map(
    (value, cell) => trust * (value - expected[cell]!) + Math.min(most, Math.max(LEAST_Z, cells[cell]!)),
  );
  const changed = cells.reduce((count, z) => count + Number(z > CHANGED), 0);
  const mean = cells.reduce((sum, z) => sum + z, 0) / cells.length;
  return worstOf(places) - trust * (WIDE * Math.log1p(changed) + Math.min(MOST_MEAN, mean));
}
