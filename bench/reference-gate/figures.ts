import { auroc } from '../../lib/evaluation/ranking';
import { readMask } from '../../commands/masks';
import type { Compared } from './compared';

/** Side of the grid that cells and masks are brought to before they are compared. */
const SIDE = 56;

export interface Ranked {
  score: number;
  positive: boolean;
}

/** Every place of pictures with a defect: how unlike good parts it is, and whether it is on the mask. */
export async function placesOf({ cells, columns, truth }: Compared): Promise<Ranked[]> {
  if (!truth.mask) return [];
  const mask = await readMask(truth.mask, { width: SIDE, height: SIDE });
  return Array.from(mask.data, (positive, place) => {
    const score = between(cells, columns, (place % SIDE) / SIDE, Math.floor(place / SIDE) / SIDE);
    return { score, positive: positive === 1 };
  });
}

/** Bilinear between the centres of the cells. */
function between(cells: Float32Array, columns: number, x: number, y: number): number {
  const rows = cells.length / columns;
  const at = (share: number, count: number) => Math.min(count - 1, Math.max(0, (share + 0.5 / SIDE) * count - 0.5));
  const [column, row] = [at(x, columns), at(y, rows)];
  const [left, top] = [Math.floor(column), Math.floor(row)];
  const [right, bottom] = [Math.min(columns - 1, left + 1), Math.min(rows - 1, top + 1)];
  const value = (r: number, c: number) => cells[r * columns + c]!;
  const [dx, dy] = [column - left, row - top];
  const upper = value(top, left) * (1 - dx) + value(top, right) * dx;
  const lower = value(bottom, left) * (1 - dx) + value(bottom, right) * dx;
  return upper * (1 - dy) + lower * dy;
}

export const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Mean and the 95 % interval of the mean over repetitions (normal approximation). */
export function interval(values: number[]): { mean: number; from: number; to: number } {
  const middle = mean(values);
  const spread = Math.sqrt(
    values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / Math.max(1, values.length - 1),
  );
  const half = (1.96 * spread) / Math.sqrt(values.length);
  return { mean: middle, from: middle - half, to: middle + half };
}

export function aurocOf(score: (one: Compared) => number, good: Compared[], bad: Compared[]): number {
  const ranked = (all: Compared[], positive: boolean) => all.map((one) => ({ score: score(one), positive }));
  return auroc([...ranked(good, false), ...ranked(bad, true)]) ?? NaN;
}

/** Share of `of` for which `holds`; of nothing NaN. */
export const share = <T>(of: T[], holds: (one: T) => boolean): number => of.filter(holds).length / of.length;
