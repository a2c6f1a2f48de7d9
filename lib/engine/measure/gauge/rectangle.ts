import type { Point } from '../../../inspection/record';

export interface Rectangle {
  long: number;
  short: number;
  /** Half the range of the sides among rectangles that are nearly as small. */
  longDoubt: number;
  shortDoubt: number;
  /** Ends of the long middle line. */
  axis: [Point, Point];
}

/**
 * The rectangle of least area around points: one of its sides lies on one of the convex hull (H. Freeman and R. Shapira,
 * 1975). Where another direction gives an area larger by less than `play`, the sides may be its as well.
 */
export function leastRectangle(points: readonly Point[], play: number): Rectangle {
  const hull = hullOf(points);
  const candidates = hull.map((a, index) => {
    const b = hull[(index + 1) % hull.length]!;
    const span = Math.hypot(b[0] - a[0], b[1] - a[1]) || 1;
    return around(hull, [(b[0] - a[0]) / span, (b[1] - a[1]) / span]);
  });
  const best = candidates.reduce((least, other) => (other.area < least.area ? other : least));
  const likely = candidates.filter(({ area }) => area <= best.area * (1 + play));
  const doubt = (values: number[]) => (Math.max(...values) - Math.min(...values)) / 2;
  return {
    ...best,
    longDoubt: doubt(likely.map(({ long }) => long)),
    shortDoubt: doubt(likely.map(({ short }) => short)),
  };
}

function around(hull: readonly Point[], [c, s]: Point) {
  let [x0, x1, y0, y1] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const [x, y] of hull) {
    const [u, v] = [x * c + y * s, y * c - x * s];
    [x0, x1, y0, y1] = [Math.min(x0, u), Math.max(x1, u), Math.min(y0, v), Math.max(y1, v)];
  }
  const back = (u: number, v: number): Point => [u * c - v * s, u * s + v * c];
  const along = x1 - x0 >= y1 - y0;
  const axis: [Point, Point] = along
    ? [back(x0, (y0 + y1) / 2), back(x1, (y0 + y1) / 2)]
    : [back((x0 + x1) / 2, y0), back((x0 + x1) / 2, y1)];
  return { area: (x1 - x0) * (y1 - y0), long: Math.max(x1 - x0, y1 - y0), short: Math.min(x1 - x0, y1 - y0), axis };
}

/** Convex hull, counted round (A. M. Andrew, 1979). */
function hullOf(points: readonly Point[]): Point[] {
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const half = (ordered: Point[]) => {
    const chain: Point[] = [];
    for (const point of ordered) {
      while (chain.length >= 2 && cross(chain.at(-2)!, chain.at(-1)!, point) <= 0) chain.pop();
      chain.push(point);
    }
    return chain.slice(0, -1);
  };
  return [...half(sorted), ...half(sorted.reverse())];
}

const cross = (o: Point, a: Point, b: Point) => (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0]);
