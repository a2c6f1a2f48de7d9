import type { Point } from '../inspection/record';
import { applyHomography, fitHomography, normalisation } from './homography';
import { inverse3, multiply3, solveSymmetric, symmetricEigen, type Matrix3 } from './linear-algebra';

export interface PointPair {
  px: Point;
  mm: Point;
}

export interface PlaneFit {
  /** From px to mm. */
  h: Matrix3;
  /** As `h`, each off by one standard uncertainty along one of eight directions that do not depend on each other. */
  variants: Matrix3[];
  /** Root mean square distance of the points from where the fit puts them, px of one axis; 0 for four points. */
  residual: number;
}

/**
 * Degrees of freedom that the stated uncertainty of the points counts as beside what their residuals tell: it is itself
 * known to a quarter (GUM, G.4.2).
 */
const STATED_FREEDOM = 8;

/**
 * The homography with least squares of the distances in the picture, and its covariance from the residuals and the
 * stated uncertainty of a point.
 *
 * Source: Hartley & Zisserman, Multiple View Geometry, 4.2 and 5.2 (covariance of a maximum-likelihood estimate).
 *
 * @param uncertainty standard uncertainty of a point in either direction, px
 * @returns undefined when the pairs do not fix a homography
 */
export function fitPlane(pairs: readonly PointPair[], uncertainty: number): PlaneFit | undefined {
  const [from, to] = [pairs.map(({ mm }) => mm), pairs.map(({ px }) => px)];
  const first = fitHomography(from, to);
  const [source, target] = [normalisation(from), normalisation(to)];
  if (!first || !source || !target) return undefined;
  const [mm, px] = [from.map(moved(source.forward)), to.map(moved(target.forward))];
  let g = scaled(multiply3(target.forward, multiply3(first, source.backward)));
  let system = linearised(g, mm, px);
  for (let round = 0; round < 10; round++) {
    const step = solveSymmetric(system.normal, system.right);
    const next = scaled([...g.slice(0, 8).map((value, index) => value + step[index]!), 1] as unknown as Matrix3);
    const tried = linearised(next, mm, px);
    if (!(tried.squares < system.squares)) break;
    [g, system] = [next, tried];
  }
  const spare = 2 * pairs.length - 8;
  const perPixel = target.forward[0];
  const squares = system.squares / perPixel ** 2;
  const variance = (squares + STATED_FREEDOM * uncertainty ** 2) / (spare + STATED_FREEDOM);
  const { values, vectors } = symmetricEigen(system.normal);
  const back = (matrix: Matrix3) => inverse3(multiply3(target.backward, multiply3(matrix, source.forward)));
  return {
    h: back(g),
    variants: vectors.map((vector, index) => {
      const size = (Math.sqrt(variance) * perPixel) / Math.sqrt(values[index]!);
      return back([...vector.map((part, at) => g[at]! + size * part), g[8]] as unknown as Matrix3);
    }),
    residual: spare > 0 ? Math.sqrt(squares / spare) : 0,
  };
}

const moved = (matrix: Matrix3) => (point: Point) => applyHomography(matrix, point);

const scaled = (matrix: Matrix3) => matrix.map((value) => value / matrix[8]) as unknown as Matrix3;

/** Normal equations of one Gauss-Newton step for the first eight entries. */
function linearised(g: Matrix3, from: readonly Point[], to: readonly Point[]) {
  const normal = Array.from({ length: 8 }, () => new Array<number>(8).fill(0));
  const right = new Array<number>(8).fill(0);
  let squares = 0;
  from.forEach(([x, y], index) => {
    const w = g[6] * x + g[7] * y + g[8];
    const [u, v] = applyHomography(g, [x, y]);
    const rows = [
      { row: [x / w, y / w, 1 / w, 0, 0, 0, (-u * x) / w, (-u * y) / w], off: to[index]![0] - u },
      { row: [0, 0, 0, x / w, y / w, 1 / w, (-v * x) / w, (-v * y) / w], off: to[index]![1] - v },
    ];
    for (const { row, off } of rows) {
      squares += off * off;
      row.forEach((a, i) => {
        right[i]! += a * off;
        row.forEach((b, j) => (normal[i]![j]! += a * b));
      });
    }
  });
  return { normal, right, squares };
}
