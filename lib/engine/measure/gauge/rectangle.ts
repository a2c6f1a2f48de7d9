import type { Point } from '../../../inspection/record';

export interface Rectangle {
  long: number;
  short: number;
  /** Standard uncertainties of the sides by the direction alone. */
  uLong: number;
  uShort: number;
  /** Ends of the long middle line. */
  axis: [Point, Point];
}

/** Directions that are tried over a quarter turn. */
const DIRECTIONS = 180;
/** Rectangles that are turned by less, radians, touch about the same points and share their errors. */
const SHARED = 0.5;

/**
 * The rectangle of least area around points. Which direction has the least is known no better than the points are: with
 * `play`, the standard uncertainty of a difference between two directions' areas as a part of the area, the sides are the
 * mean over all directions by how likely each is the one.
 */
export function leastRectangle(points: readonly Point[], play: number): Rectangle {
  const hull = hullOf(points);
  const candidates = Array.from({ length: DIRECTIONS }, (_, index) => {
    const angle = (index * Math.PI) / 2 / DIRECTIONS;
    return around(hull, [Math.cos(angle), Math.sin(angle)]);
  });
  const least = candidates.reduce((at, { area }, index) => (area < candidates[at]!.area ? index : at), 0);
  const best = candidates[least]!;
  const weights = candidates.map(({ area }, index) => {
    if (index === least || play <= 0) return Number(index === least);
    const steps = Math.min(Math.abs(index - least), DIRECTIONS - Math.abs(index - least));
    const apart = Math.min(1, (steps * Math.PI) / 2 / DIRECTIONS / SHARED);
    return Math.exp(-(((area / best.area - 1) / (play * apart)) ** 2) / 2);
  });
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const meanOf = (value: (candidate: Candidate) => number) =>
    candidates.reduce((sum, candidate, index) => sum + weights[index]! * value(candidate), 0) / total;
  const [long, short] = [meanOf((each) => each.long), meanOf((each) => each.short)];
  return {
    ...{ axis: best.axis, long, short },
    uLong: Math.sqrt(meanOf((each) => (each.long - long) ** 2)),
    uShort: Math.sqrt(meanOf((each) => (each.short - short) ** 2)),
  };
}

type Candidate = ReturnType<typeof around>;

function around(hull: readonly Point[], [c, s]: Point) {
  let [x0, x1, y0, y1] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const point of hull) {
    const u = point[0] * c + point[1] * s;
    const v = point[1] * c - point[0] * s;
    x0 = Math.min(x0, u);
    x1 = Math.max(x1, u);
    y0 = Math.min(y0, v);
    y1 = Math.max(y1, v);
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
