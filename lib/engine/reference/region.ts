import type { Box } from '../../inspection/record';

/** Share of the worst cell's unlikeness that its neighbours need to belong to it. */
const BELONGS = 0.5;

/**
 * Around the worst cell and the neighbours that are nearly as unlike good parts.
 *
 * @param cells row by row
 * @param within the region that the cells divide, in pixels
 */
export function worstBox(cells: Float32Array, columns: number, within: Box): Box {
  const rows = cells.length / columns;
  const worst = cells.reduce((best, value, index) => (value > cells[best]! ? index : best), 0);
  const least = Math.max(0, cells[worst]!) * BELONGS;
  const reached = new Set([worst]);
  for (const cell of reached) {
    const [row, column] = [Math.floor(cell / columns), cell % columns];
    for (let y = Math.max(0, row - 1); y <= Math.min(rows - 1, row + 1); y++)
      for (let x = Math.max(0, column - 1); x <= Math.min(columns - 1, column + 1); x++)
        if (cells[y * columns + x]! >= least) reached.add(y * columns + x);
  }
  const across = [...reached].map((cell) => cell % columns);
  const down = [...reached].map((cell) => Math.floor(cell / columns));
  const [left, right] = [Math.min(...across), Math.max(...across) + 1];
  const [top, bottom] = [Math.min(...down), Math.max(...down) + 1];
  const [wide, tall] = [within[2] / columns, within[3] / rows];
  return [within[0] + left * wide, within[1] + top * tall, (right - left) * wide, (bottom - top) * tall];
}
