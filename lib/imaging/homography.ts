import type { Point } from '../inspection/record';
import { multiply3, symmetricEigen, type Matrix3 } from './linear-algebra';

/** Ratio of the second smallest to the largest eigenvalue below which points fix no single homography. */
const DEGENERATE = 1e-9;

/**
 * The 3 × 3 homography that takes `from` to `to` with least algebraic error, h₉ scaled so that the matrix is usable as
 * is; undefined when fewer than four pairs are given or they do not fix it (three of four on one line, equal points).
 *
 * Source: Hartley & Zisserman, Multiple View Geometry, algorithm 4.2 (normalised DLT).
 */
export function fitHomography(from: readonly Point[], to: readonly Point[]): Matrix3 | undefined {
  if (from.length < 4 || from.length !== to.length) return undefined;
  const source = normalisation(from);
  const target = normalisation(to);
  if (!source || !target) return undefined;
  const moment = Array.from({ length: 9 }, () => new Array<number>(9).fill(0));
  from.forEach((point, index) => {
    const [x, y] = applyHomography(source.forward, point);
    const [u, v] = applyHomography(target.forward, to[index]!);
    addOuter(moment, [0, 0, 0, -x, -y, -1, v * x, v * y, v]);
    addOuter(moment, [x, y, 1, 0, 0, 0, -u * x, -u * y, -u]);
  });
  const { values, vectors } = symmetricEigen(moment);
  if (values[1]! < DEGENERATE * values[8]!) return undefined;
  const h = vectors[0] as unknown as Matrix3;
  return multiply3(target.backward, multiply3(h, source.forward));
}

function addOuter(matrix: number[][], row: readonly number[]): void {
  row.forEach((a, i) => row.forEach((b, j) => (matrix[i]![j]! += a * b)));
}

/** The similarity that moves points to mean 0 and mean distance √2, and its inverse. */
export function normalisation(points: readonly Point[]): { forward: Matrix3; backward: Matrix3 } | undefined {
  const mean = (axis: 0 | 1) => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  const [cx, cy] = [mean(0), mean(1)];
  const spread = points.reduce((sum, [x, y]) => sum + Math.hypot(x - cx, y - cy), 0) / points.length;
  if (!(spread > 0)) return undefined;
  const s = Math.SQRT2 / spread;
  return { forward: [s, 0, -s * cx, 0, s, -s * cy, 0, 0, 1], backward: [1 / s, 0, cx, 0, 1 / s, cy, 0, 0, 1] };
}

export function applyHomography(h: Matrix3, [x, y]: Point): Point {
  const w = h[6] * x + h[7] * y + h[8];
  return [(h[0] * x + h[1] * y + h[2]) / w, (h[3] * x + h[4] * y + h[5]) / w];
}

/** Jacobian `[du/dx, du/dy, dv/dx, dv/dy]` of the mapping at a point: how it stretches there. */
export function jacobian(h: Matrix3, point: Point): [number, number, number, number] {
  const [u, v] = applyHomography(h, point);
  const w = h[6] * point[0] + h[7] * point[1] + h[8];
  return [(h[0] - h[6] * u) / w, (h[1] - h[7] * u) / w, (h[3] - h[6] * v) / w, (h[4] - h[7] * v) / w];
}
