import type { CellMap } from '../../inference/jobs/cell-map';
import type { Box, Point } from '../../inspection/record';
import { heatmap } from '../picture/heatmap';
import type { Pixels } from '../picture/pixels';

/** Shares of the strongest cell at which the colour begins, and at which it is full. */
const [FAINT, FULL] = [0.25, 1];

/** Middle of the strongest cell, in pixels of the picture; undefined where no cell is above 0. */
export function peakOf({ cells, columns, within: [x, y, width, height] }: CellMap): Point | undefined {
  const best = cells.reduce((most, value, index) => (value > cells[most]! ? index : most), 0);
  if (!(cells[best]! > 0)) return undefined;
  const rows = cells.length / columns;
  const [row, column] = [Math.floor(best / columns), best % columns];
  return [x + ((column + 0.5) * width) / columns, y + ((row + 0.5) * height) / rows];
}

/**
 * @param pixels the picture as it was decoded, perhaps smaller than `size`, its own
 * @param longest side of the JPEG
 */
export function draw(pixels: Pixels, size: { width: number }, map: CellMap, longest: number): Promise<Uint8Array> {
  const { cells, columns, within } = map;
  const scale = pixels.width / size.width;
  const most = Math.max(...cells);
  const scaled = { cells, columns, within: within.map((side) => side * scale) as Box };
  return heatmap(pixels, scaled, { faint: FAINT * most, full: FULL * most }, longest);
}
