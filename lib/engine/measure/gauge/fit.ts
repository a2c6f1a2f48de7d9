import { solveSymmetric } from '../../../imaging/linear-algebra';

export interface Fit {
  parameters: number[];
  /** Standard uncertainties of the parameters, from the scatter of the residuals. */
  uncertainties: number[];
  /** Root mean square residual, degrees of freedom taken off. */
  scatter: number;
}

const ROUNDS = 40;

/**
 * Least squares by Levenberg and Marquardt with numerical derivatives, for a handful of parameters.
 *
 * @param model value at `x` for the parameters
 * @param steps sizes over which each parameter is differentiated
 */
export function fitCurve(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  model: (x: number, parameters: readonly number[]) => number,
  start: readonly number[],
  steps: readonly number[],
): Fit {
  const residuals = (parameters: readonly number[]) =>
    Float64Array.from({ length: x.length }, (_, at) => y[at]! - model(x[at]!, parameters));
  const squaresOf = (values: Float64Array) => product(values, values);
  let parameters = [...start];
  let left = residuals(parameters);
  let squares = squaresOf(left);
  let damping = 1e-3;
  let normal: number[][] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const slopes = parameters.map((value, index) => {
      const moved = parameters.with(index, value + steps[index]!);
      return Float64Array.from({ length: x.length }, (_, at) => {
        return (model(x[at]!, moved) - (y[at]! - left[at]!)) / steps[index]!;
      });
    });
    normal = slopes.map((a) => slopes.map((b) => product(a, b)));
    const right = slopes.map((a) => product(a, left));
    const damped = normal.map((row, i) => row.map((value, j) => (i === j ? value * (1 + damping) + 1e-12 : value)));
    const step = solveSymmetric(damped, right);
    const next = parameters.map((value, index) => value + step[index]!);
    const tried = residuals(next);
    const better = squaresOf(tried);
    if (!(better < squares)) {
      damping *= 8;
      if (damping > 1e8) break;
      continue;
    }
    const gained = squares - better;
    [parameters, left, squares, damping] = [next, tried, better, damping / 4];
    if (gained < 1e-9 * squares) break;
  }
  const variance = squares / Math.max(1, x.length - parameters.length);
  const uncertainties = parameters.map((_, index) => {
    const unit = parameters.map((__, at) => (at === index ? 1 : 0));
    return Math.sqrt(Math.max(0, variance * solveSymmetric(normal, unit)[index]!));
  });
  return { parameters, uncertainties, scatter: Math.sqrt(variance) };
}

/** In a loop: a function called with each value would leave two boxed numbers a call behind. */
function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += a[at]! * b[at]!;
  return sum;
}

/** The normal distribution function, error below 1.5e-7 (Abramowitz & Stegun, 7.1.26). */
export function phi(z: number): number {
  const size = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * size);
  const poly = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const tail = (poly * Math.exp(-size * size)) / 2;
  return z > 0 ? 1 - tail : tail;
}
