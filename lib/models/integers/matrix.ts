import { open } from 'node:fs/promises';
import { single, type HalfType } from '../half';

/** Values read at once: few enough that whoever shares the thread hardly waits. */
const BLOCK = 1 << 18;

/** A weight that a matrix product multiplies with. */
export interface Matrix {
  rows: number;
  columns: number;
  type: 'F32' | HalfType;
  /** Each row makes one value of the product's result, as in `x Wᵀ`; otherwise each column does. */
  turned: boolean;
  /** Where it lies row by row: in a file from a byte on, or here. */
  source: { file: string; offset: number } | Buffer;
}

/** Results that the product has for one row of its other factor. */
export const widthOf = ({ rows, columns, turned }: Matrix) => (turned ? rows : columns);

/**
 * The matrix as integers −127 … 127, ready for `x W`, with one scale a result: the symmetric scheme of
 * onnxruntime.quantization.quantize_dynamic with `per_channel`.
 */
export async function quantise(matrix: Matrix): Promise<{ integers: Int8Array; scales: Float32Array }> {
  const { rows, columns, turned } = matrix;
  const width = widthOf(matrix);
  const scales = new Float32Array(width);
  for await (const { first, values } of blocksOf(matrix)) {
    for (let at = 0, row = first; at < values.length; row++) {
      for (let column = 0; column < columns; column++, at++) {
        const result = turned ? row : column;
        const size = Math.abs(values[at]!);
        if (size > scales[result]!) scales[result] = size;
      }
    }
  }
  for (let result = 0; result < width; result++) scales[result] = scales[result]! / 127 || 1;

  const integers = new Int8Array(rows * columns);
  for await (const { first, values } of blocksOf(matrix)) {
    const count = values.length / columns;
    for (let column = 0; column < columns; column++) {
      const start = turned ? column * rows + first : first * columns + column;
      const step = turned ? 1 : columns;
      for (let row = 0; row < count; row++) {
        const scale = scales[turned ? first + row : column]!;
        integers[start + row * step] = Math.round(values[row * columns + column]! / scale);
      }
    }
  }
  return { integers, scales };
}

/** Whole rows from row `first` on. */
async function* blocksOf({
  rows,
  columns,
  type,
  source,
}: Matrix): AsyncGenerator<{ first: number; values: Float32Array }> {
  const height = Math.max(1, Math.floor(BLOCK / columns));
  const bytes = type === 'F32' ? 4 : 2;
  const file = Buffer.isBuffer(source) ? undefined : await open(source.file);
  try {
    for (let first = 0; first < rows; first += height) {
      const length = Math.min(height, rows - first) * columns * bytes;
      const start = first * columns * bytes;
      const block = new Uint8Array(length);
      if (Buffer.isBuffer(source)) source.copy(block, 0, start, start + length);
      else await file!.read(block, 0, length, source.offset + start);
      yield {
        first,
        values: type === 'F32' ? new Float32Array(block.buffer) : single(new Uint16Array(block.buffer), type),
      };
    }
  } finally {
    await file?.close();
  }
}
