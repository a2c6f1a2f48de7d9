import type { Box, Point } from '../inspection/record';
import type { Mask } from './overlap';

/** A value for every cell of a part of a picture. */
export interface CellMap {
  /** Row by row. */
  cells: Float32Array;
  columns: number;
  /** What the cells divide, pixels. */
  within: Box;
}

/** The value at a pixel: between the middles of cells by bilinear interpolation, beyond the outermost as theirs. */
export function valueAt({ cells, columns, within }: CellMap, [px, py]: Point): number {
  const rows = cells.length / columns;
  const place = (at: number, start: number, length: number, count: number) =>
    Math.min(count - 1, Math.max(0, ((at + 0.5 - start) / length) * count - 0.5));
  const [x, y] = [place(px, within[0], within[2], columns), place(py, within[1], within[3], rows)];
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [right, bottom] = [Math.min(columns - 1, left + 1), Math.min(rows - 1, top + 1)];
  const [across, down] = [x - left, y - top];
  const row = (at: number) => cells[at * columns + left]! * (1 - across) + cells[at * columns + right]! * across;
  return row(top) * (1 - down) + row(bottom) * down;
}

/**
 * The pointing game (Zhang et al. 2018, "Top-Down Neural Attention by Excitation Backprop", section 4.1): whether a pixel of the
 * truth lies within the tolerance around the point.
 */
export function isNear({ data, width, height }: Mask, [px, py]: Point, tolerance: number): boolean {
  const reach = Math.ceil(tolerance);
  const [column, row] = [Math.floor(px), Math.floor(py)];
  for (let y = Math.max(0, row - reach); y <= Math.min(height - 1, row + reach); y++)
    for (let x = Math.max(0, column - reach); x <= Math.min(width - 1, column + reach); x++)
      if (data[y * width + x] && Math.hypot(x - column, y - row) <= tolerance) return true;
  return false;
}
