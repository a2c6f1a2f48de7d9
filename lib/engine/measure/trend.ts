import { resize } from './filters';
import { cv, scope, type Channel, type Grey, type Mat } from './opencv';
import { quantile } from './statistics';

/** Longest side of the picture the trend is fitted to, px. */
const COARSE_SIDE = 24;
const ROUNDS = 8;
/** Residual, in robust standard deviations, from which on a pixel no longer counts (Tukey's biweight). */
const OUTLYING = 4.685;
const TERMS = 6;

const termsAt = (x: number, y: number) => [1, x, y, x * x, x * y, y * y] as const;

/**
 * The even fall of light over a picture: the quadratic surface that most of its pixels lie near, fitted by iteratively
 * reweighted least squares, which a defect over a tenth of the picture does not pull away.
 *
 * Source: P. W. Holland and R. E. Welsch, "Robust regression using iteratively reweighted least-squares", 1977.
 */
export function trendOf(grey: Grey): Channel {
  const factor = Math.max(1, Math.max(grey.width, grey.height) / COARSE_SIDE);
  const { values, width, height } = resize(grey, Math.ceil(grey.width / factor), Math.ceil(grey.height / factor));
  const rows = Array.from(values, (_, at) => termsAt(place(at % width, width), place(Math.floor(at / width), height)));
  const weights = new Float64Array(values.length).fill(1);
  let fitted: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    fitted = leastSquares(rows, values, weights);
    const sizes = Float64Array.from(rows, (terms, at) => Math.abs(values[at]! - sum(terms, fitted)));
    const spread = 1.4826 * quantile(Float64Array.from(sizes).sort(), 0.5) + 0.5;
    for (let at = 0; at < weights.length; at++) {
      const far = sizes[at]! / spread;
      // The first rounds follow the absolute value, which has no second best fit to be caught in.
      weights[at] = round < ROUNDS / 2 ? 1 / (1 + far) : Math.max(0, 1 - (far / OUTLYING) ** 2) ** 2;
    }
  }
  return surface(fitted, grey);
}

/** Position of a pixel's centre within its row, −1..1. */
const place = (index: number, length: number) => (2 * index + 1) / length - 1;

const sum = (terms: readonly number[], factors: readonly number[]) =>
  terms.reduce((total, term, index) => total + term * factors[index]!, 0);

function leastSquares(rows: readonly (readonly number[])[], values: Uint8Array, weights: Float64Array): number[] {
  return scope((keep) => {
    const [normal, right, solution]: Mat[] = [
      keep(new cv.Mat(TERMS, TERMS, cv.CV_64FC1, new cv.Scalar(0))),
      keep(new cv.Mat(TERMS, 1, cv.CV_64FC1, new cv.Scalar(0))),
      keep(new cv.Mat()),
    ];
    const [products, targets] = [normal!.data64F, right!.data64F];
    rows.forEach((terms, at) => {
      for (let i = 0; i < TERMS; i++) {
        const weighted = weights[at]! * terms[i]!;
        targets[i]! += weighted * values[at]!;
        for (let j = 0; j < TERMS; j++) products[i * TERMS + j]! += weighted * terms[j]!;
      }
    });
    cv.solve(normal, right, solution, cv.DECOMP_SVD);
    return [...solution!.data64F];
  });
}

function surface(factors: readonly number[], { width, height }: Grey): Channel {
  const values = new Float32Array(width * height);
  const [a, b, c, d, e, f] = factors as [number, number, number, number, number, number];
  for (let row = 0, at = 0; row < height; row++) {
    const y = place(row, height);
    for (let column = 0; column < width; column++, at++) {
      const x = place(column, width);
      values[at] = a + b * x + c * y + d * x * x + e * x * y + f * y * y;
    }
  }
  return { values, width, height };
}
