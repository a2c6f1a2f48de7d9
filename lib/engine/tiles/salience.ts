import type { Box } from '../../inspection/record';
import type { Pixels } from '../picture/pixels';

/** Side of the blocks whose contrast is read, px. */
const BLOCK = 8;

/** Strongest blocks of a tile that are passed over: one alone may be noise. */
const PASSED_OVER = 3;

/** Boxes in the order in which they are worth looking at: those first whose strongest places stand out most. */
export function bySalience(pixels: Pixels, boxes: Box[]): Box[] {
  const blocks = contrasts(pixels);
  const columns = Math.floor(pixels.width / BLOCK);
  const salience = new Map(boxes.map((box) => [box, standsOut(blocks, columns, box)]));
  return [...boxes].sort((a, b) => salience.get(b)! - salience.get(a)!);
}

/** Range of the green channel in every block, row by row. */
function contrasts({ data, width, height }: Pixels): Uint8Array {
  const [columns, rows] = [Math.floor(width / BLOCK), Math.floor(height / BLOCK)];
  const lowest = new Uint8Array(columns * rows).fill(255);
  const highest = new Uint8Array(columns * rows);
  for (let y = 0; y < rows * BLOCK; y++) {
    const first = Math.floor(y / BLOCK) * columns;
    for (let column = 0, at = 3 * y * width + 1; column < columns; column++) {
      let low = lowest[first + column]!;
      let high = highest[first + column]!;
      for (let x = 0; x < BLOCK; x++, at += 3) {
        const value = data[at]!;
        if (value < low) low = value;
        if (value > high) high = value;
      }
      lowest[first + column] = low;
      highest[first + column] = high;
    }
  }
  return highest.map((high, block) => high - lowest[block]!);
}

/** How many times the usual contrast of the tile itself its strongest blocks have. */
function standsOut(blocks: Uint8Array, columns: number, [x, y, width, height]: Box): number {
  const [left, top] = [Math.ceil(x / BLOCK), Math.ceil(y / BLOCK)];
  const [right, bottom] = [Math.floor((x + width) / BLOCK), Math.floor((y + height) / BLOCK)];
  const own: Uint8Array[] = [];
  for (let row = top; row < bottom; row++) own.push(blocks.subarray(row * columns + left, row * columns + right));
  const sorted = Uint8Array.from(own.flatMap((row) => [...row])).sort();
  if (sorted.length <= PASSED_OVER) return 0;
  return sorted.at(-1 - PASSED_OVER)! / (sorted[sorted.length >> 1]! + 1);
}
