/** Surfaces have no up or down: a defect mirrored is one. */
export const MIRRORINGS = [
  { across: true, down: false },
  { across: false, down: true },
  { across: true, down: true },
] as const;

/** @param tensor `3 × height × width` values */
export function mirrored(
  tensor: Float32Array,
  { width, height }: { width: number; height: number },
  { across, down }: { across: boolean; down: boolean },
): Float32Array {
  const turned = new Float32Array(tensor.length);
  for (let row = 0, to = 0; to < tensor.length; row++, to += width) {
    const start = row - (row % height);
    const from = (down ? 2 * start + height - 1 - row : row) * width;
    const line = tensor.subarray(from, from + width);
    turned.set(across ? line.slice().reverse() : line, to);
  }
  return turned;
}
