/**
 * Every cell with a half of its neighbours' and a quarter of the corners' weight (binomial, σ 0.7 cells): what differs from good
 * parts does so beside, too, noise does not.
 *
 * @param cells row by row, `columns` in a row
 */
export const smoothed = (cells: Float32Array, columns: number): Float32Array =>
  along(along(cells, columns, 1), columns, columns);

/** 1-2-1 in one direction, `step` from a cell to the next; the outermost cells stand for what lies beyond. */
function along(cells: Float32Array, columns: number, step: number): Float32Array {
  const [line, count] = step === 1 ? [columns, columns] : [cells.length, cells.length / columns];
  return cells.map((value, cell) => {
    const at = Math.floor((cell % line) / step);
    const before = at > 0 ? cells[cell - step]! : value;
    const after = at < count - 1 ? cells[cell + step]! : value;
    return (before + 2 * value + after) / 4;
  });
}
