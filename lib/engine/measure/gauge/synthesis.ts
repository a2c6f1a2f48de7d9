import type { Point } from '../../../inspection/record';
import { gaussian } from '../filters';
import type { Channel } from '../opencv';

/** Rows a pixel is cut into. */
const FINE = 4;
/** Levels between inside and outside. */
const STEP = 100;
/** Variance that the area of a pixel and bilinear interpolation add to a blur, px². */
const SAMPLING = 1 / 12 + 1 / 6;
const MARGIN = 24;

export interface Synthetic {
  levels: Channel;
  /** Where it lies in the picture, px. */
  left: number;
  top: number;
}

/**
 * What a camera would show of an outline with even levels inside and outside, at a blur as it is measured on pixels. To
 * measure it as the picture was measured shows what the measuring itself does wrong (J. Efron, bootstrap, 1979).
 */
export function pictureOf(outline: readonly Point[], blur: number): Synthetic {
  const [xs, ys] = [outline.map(([x]) => x), outline.map(([, y]) => y)];
  const [left, top] = [Math.floor(Math.min(...xs)) - MARGIN, Math.floor(Math.min(...ys)) - MARGIN];
  const width = Math.ceil(Math.max(...xs)) + MARGIN - left;
  const height = Math.ceil(Math.max(...ys)) + MARGIN - top;
  const values = new Float32Array(width * height);
  for (let row = 0; row < height * FINE; row++) {
    // Pixel y covers y − ½ … y + ½.
    const y = top - 0.5 + (row + 0.5) / FINE;
    const crossings: number[] = [];
    outline.forEach(([x0, y0], at) => {
      const [x1, y1] = outline[(at + 1) % outline.length]!;
      if (y0 <= y !== y1 <= y) crossings.push(x0 + ((y - y0) / (y1 - y0)) * (x1 - x0));
    });
    crossings.sort((a, b) => a - b);
    for (let pair = 0; pair + 1 < crossings.length; pair += 2) {
      const [from, to] = [crossings[pair]! - left + 0.5, crossings[pair + 1]! - left + 0.5];
      for (let x = Math.floor(from); x <= Math.floor(to); x++) {
        values[Math.floor(row / FINE) * width + x]! += (STEP * (Math.min(to, x + 1) - Math.max(from, x))) / FINE;
      }
    }
  }
  const lens = Math.sqrt(Math.max(0.04, blur * blur - SAMPLING));
  return { levels: gaussian({ values, width, height }, lens), left, top };
}

/** The outline of a stroke of even width with square ends. */
export function strokeOf(course: readonly Point[], width: number): Point[] {
  const sides = ([1, -1] as const).map((side) =>
    course.map(([x, y], at): Point => {
      const [a, b] = [course[Math.max(0, at - 1)]!, course[Math.min(course.length - 1, at + 1)]!];
      const span = Math.hypot(b[0] - a[0], b[1] - a[1]) || 1;
      const off = (side * width) / 2 / span;
      return [x - off * (b[1] - a[1]), y + off * (b[0] - a[0])];
    }),
  );
  return [...sides[0]!, ...sides[1]!.reverse()];
}
