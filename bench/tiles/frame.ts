import type { ClipOutput } from '../../lib/inference';
import type { Box } from '../../lib/inspection/record';

/** A line of the manifest of render_big.py. */
export interface Truth {
  file: string;
  has_defect: boolean;
  material: string;
  /** Around the scratch, pixels. */
  boxes?: Box[];
  contrast?: number;
}

/** What the engine said of it; with a lower limit of tiles than the product's own. */
export interface Judged extends Truth, Pick<ClipOutput, 'regions' | 'scoring' | 'fine'> {
  ms: number;
}

const TILE = 224;
const OVERLAP = 0.2;

/**
 * The 3 × 3 tiles of a frame's grid in whose middle a box lies; where the frame ends, those nearest. A region as large is
 * divided like the frame itself, to one pixel.
 */
export function around([x, y, wide, tall]: Box, { width, height }: { width: number; height: number }): Box {
  const [left, across] = three(x + wide / 2, width);
  const [top, down] = three(y + tall / 2, height);
  return [left, top, across, down];
}

function three(middle: number, length: number): [start: number, length: number] {
  const count = Math.ceil((length - TILE) / (TILE * (1 - OVERLAP))) + 1;
  const start = (index: number) => Math.round((index * (length - TILE)) / (count - 1));
  const nearest = Math.round(((middle - TILE / 2) * (count - 1)) / (length - TILE));
  const first = Math.min(Math.max(0, nearest - 1), count - 3);
  return [start(first), start(first + 2) + TILE - start(first)];
}
