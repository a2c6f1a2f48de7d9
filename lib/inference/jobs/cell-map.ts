import type { Box, ModelUse, Point } from '../../inspection/record';
import type { PictureFacts } from './picture';

/** How much every cell of a part of a picture speaks for something. */
export interface CellMap {
  /** Row by row, `columns` in a row. */
  cells: Float32Array;
  columns: number;
  /** What the cells divide, in pixels of the picture. */
  within: Box;
}

/** Such a map as a job gives it. */
export interface ToldCellMap extends CellMap {
  picture: PictureFacts;
  /** Middle of the strongest cell, in pixels of the picture; none where no cell is above 0. */
  peak?: Point;
  heatmap?: Uint8Array;
  model: ModelUse;
}
