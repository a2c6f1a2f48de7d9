import type { Point } from '../../../inspection/record';
import type { Channel } from '../opencv';

export type Levels = Channel<Uint8Array | Float32Array>;

/** The level between pixels, bilinear; beyond the border that of the border. */
export function levelAt({ values, width, height }: Levels, x: number, y: number): number {
  const cx = Math.min(width - 1, Math.max(0, x));
  const cy = Math.min(height - 1, Math.max(0, y));
  const left = Math.min(width - 2, Math.floor(cx));
  const top = Math.min(height - 2, Math.floor(cy));
  const [fx, fy] = [cx - left, cy - top];
  const at = top * width + left;
  const upper = values[at]! * (1 - fx) + values[at + 1]! * fx;
  const lower = values[at + width]! * (1 - fx) + values[at + width + 1]! * fx;
  return upper * (1 - fy) + lower * fy;
}

/** Levels along `direction` (unit) through `at`, from `from` to `to` in steps of `step` px. */
export function profile(levels: Levels, at: Point, direction: Point, from: number, to: number, step: number) {
  const count = Math.round((to - from) / step) + 1;
  const values = new Float64Array(count);
  for (let index = 0; index < count; index++) {
    const t = from + index * step;
    values[index] = levelAt(levels, at[0] + t * direction[0], at[1] + t * direction[1]);
  }
  return values;
}

/** Points every `step` px or little less along a line through points. */
export function resampled(points: readonly Point[], step: number, closed = false): Point[] {
  const course = closed ? [...points, points[0]!] : points;
  const at = [0];
  for (let index = 1; index < course.length; index++) {
    at.push(at[index - 1]! + distance(course[index - 1]!, course[index]!));
  }
  const total = at.at(-1)!;
  const count = Math.max(2, Math.ceil(total / step));
  const result: Point[] = [];
  let segment = 1;
  for (let index = 0; index < (closed ? count : count + 1); index++) {
    const position = (index * total) / count;
    while (segment < course.length - 1 && at[segment]! < position) segment += 1;
    const [a, b] = [course[segment - 1]!, course[segment]!];
    const part = (position - at[segment - 1]!) / (at[segment]! - at[segment - 1]! || 1);
    result.push([a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1])]);
  }
  return result;
}

export const distance = (a: Point, b: Point) => Math.hypot(b[0] - a[0], b[1] - a[1]);

/** Mean over `reach` values to either side, fewer at the ends, where it stays centred. */
export function movingMean(values: ArrayLike<number>, reach: number): Float64Array {
  const sums = new Float64Array(values.length + 1);
  for (let at = 0; at < values.length; at++) sums[at + 1] = sums[at]! + values[at]!;
  return Float64Array.from({ length: values.length }, (_, at) => {
    const half = Math.min(reach, at, values.length - 1 - at);
    return (sums[at + half + 1]! - sums[at - half]!) / (2 * half + 1);
  });
}

/** The same around a closed line. */
export function movingMeanAround(values: ArrayLike<number>, reach: number): Float64Array {
  const count = values.length;
  const half = Math.min(reach, (count - 1) >> 1);
  return Float64Array.from({ length: count }, (_, at) => {
    let sum = 0;
    for (let off = -half; off <= half; off++) sum += values[(at + off + count) % count]!;
    return sum / (2 * half + 1);
  });
}
