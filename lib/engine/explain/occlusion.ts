import type { PictureTower } from '../families/towers';

/** Cells along a side: each is a run of the tower. */
export const COLUMNS = 7;
/** Part of a cell by which what is covered reaches beyond it, so that a defect on a border is covered by both cells. */
const BEYOND = 0.5;

interface Extent {
  width: number;
  height: number;
}

/**
 * By how much the odds fall when a cell is covered with the picture's mean colour (Zeiler & Fergus 2014, "Visualizing and
 * Understanding Convolutional Networks", section 4.2): asks nothing of a tower but its embeddings.
 *
 * @param picture `3 × height × width`
 * @param oddsOf of a unit embedding
 * @returns row by row, {@link COLUMNS} in a row
 */
export async function occlusion(
  picture: Float32Array,
  extent: Extent,
  embedPictures: PictureTower,
  oddsOf: (embedding: Float32Array) => number,
): Promise<Float32Array> {
  const means = meansOf(picture);
  const covered = Array.from({ length: COLUMNS ** 2 }, (_, cell) => coverCell(picture, cell, extent, means));
  const [whole, ...others] = (await embedPictures([picture, ...covered])).map(oddsOf);
  return Float32Array.from(others, (odds) => whole! - odds);
}

function meansOf(picture: Float32Array): number[] {
  const size = picture.length / 3;
  return [0, 1, 2].map((channel) => {
    let sum = 0;
    for (let at = channel * size; at < (channel + 1) * size; at++) sum += picture[at]!;
    return sum / size;
  });
}

function coverCell(picture: Float32Array, cell: number, { width, height }: Extent, means: number[]): Float32Array {
  const [row, column] = [Math.floor(cell / COLUMNS), cell % COLUMNS];
  const [left, right] = span(column, width);
  const [top, bottom] = span(row, height);
  const covered = picture.slice();
  for (let channel = 0; channel < 3; channel++)
    for (let y = top; y < bottom; y++) {
      const start = (channel * height + y) * width;
      covered.fill(means[channel]!, start + left, start + right);
    }
  return covered;
}

function span(index: number, length: number): [from: number, to: number] {
  const cell = length / COLUMNS;
  return [Math.max(0, Math.round((index - BEYOND) * cell)), Math.min(length, Math.round((index + 1 + BEYOND) * cell))];
}
