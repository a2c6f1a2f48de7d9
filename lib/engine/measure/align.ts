import { solveSymmetric } from '../../imaging/linear-algebra';
import { levelAt } from './gauge/sample';
import type { Channel } from './opencv';

/** A pixel (x, y) of one picture lies at (ax + by + c, dx + ey + f) of another. */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

export interface Alignment {
  move: Affine;
  /** Of the two pictures where both are seen, −1..1. */
  correlation: number;
}

const ROUNDS = 60;
/** Change of the correlation that ends the search. */
const STILL = 1e-5;
const TERMS = 6;

/**
 * The affine move under which `moving`, of the same size, is most like `target`.
 *
 * cv.findTransformECC does so too, but says by an exception that it does not converge, and this build of OpenCV does not
 * unwind: every picture of something else left its matrices behind, 2 MB of one of 160 pixels.
 *
 * Source: G. D. Evangelidis and E. Z. Psarakis, "Parametric image alignment using enhanced correlation coefficient
 * maximization", PAMI 30 (2008), the forwards additive scheme.
 *
 * @returns undefined when the pictures have too little in common for it to converge
 */
export function align(target: Channel, moving: Channel): Alignment | undefined {
  const pictures = { target, moving, across: slopeOf(moving, 1, 0), down: slopeOf(moving, 0, 1) };
  let move: Affine = [1, 0, 0, 0, 1, 0];
  let correlation = -Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    const { normal, bySeen, byWanted, seen, wanted, both } = sumsOf(pictures, move);
    const before = correlation;
    correlation = both / Math.sqrt(seen * wanted);
    const explained = solveSymmetric(normal, bySeen);
    const left = both - dot(byWanted, explained);
    if (!(left > 0) || Number.isNaN(correlation)) return undefined;
    const gain = (seen - dot(bySeen, explained)) / left;
    const error = byWanted.map((value, at) => gain * value - bySeen[at]!);
    const step = solveSymmetric(normal, error);
    move = move.map((value, at) => value + step[at]!) as unknown as Affine;
    if (Math.abs(correlation - before) < STILL) break;
  }
  return { move, correlation };
}

const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, at) => sum + value * b[at]!, 0);

interface Pictures {
  target: Channel;
  moving: Channel;
  /** Slopes of `moving`. */
  across: Channel;
  down: Channel;
}

/**
 * Sums over the pixels that both pictures show; levels count from their means. `normal` are the products of the slopes
 * by the six numbers of the move, `bySeen` and `byWanted` those of slopes and levels of `moving` and `target`.
 */
function sumsOf({ target, moving, across, down }: Pictures, [a, b, c, d, e, f]: Affine) {
  const { width, height } = target;
  const products = new Float64Array(TERMS * TERMS);
  const [slopes, withSeen, withWanted] = [0, 0, 0].map(() => new Float64Array(TERMS)) as [Sums, Sums, Sums];
  const term = new Float64Array(TERMS);
  let [count, seen, wanted, seenSquare, wantedSquare, both] = [0, 0, 0, 0, 0, 0];
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const u = a * x + b * y + c;
      const v = d * x + e * y + f;
      if (!(u >= 0 && v >= 0 && u < width - 1 && v < height - 1)) continue;
      const level = levelAt(moving, u, v);
      const sought = target.values[at]!;
      const sideways = levelAt(across, u, v);
      const downwards = levelAt(down, u, v);
      term[0] = sideways * x;
      term[1] = sideways * y;
      term[2] = sideways;
      term[3] = downwards * x;
      term[4] = downwards * y;
      term[5] = downwards;
      for (let i = 0; i < TERMS; i++) {
        const one = term[i]!;
        slopes[i]! += one;
        withSeen[i]! += one * level;
        withWanted[i]! += one * sought;
        for (let j = i; j < TERMS; j++) products[i * TERMS + j]! += one * term[j]!;
      }
      count += 1;
      seen += level;
      wanted += sought;
      seenSquare += level * level;
      wantedSquare += sought * sought;
      both += level * sought;
    }
  }
  const fromMean = (sums: Sums, total: number) => Array.from(sums, (sum, i) => sum - (slopes[i]! * total) / count);
  return {
    normal: Array.from(slopes, (_, i) =>
      Array.from(slopes, (__, j) => products[Math.min(i, j) * TERMS + Math.max(i, j)]!),
    ),
    bySeen: fromMean(withSeen, seen),
    byWanted: fromMean(withWanted, wanted),
    seen: seenSquare - (seen * seen) / count,
    wanted: wantedSquare - (wanted * wanted) / count,
    both: both - (seen * wanted) / count,
  };
}

type Sums = Float64Array;

/** Half the difference of a pixel's neighbours along one axis; 0 on the border. */
function slopeOf({ values, width, height }: Channel, dx: 0 | 1, dy: 0 | 1): Channel {
  const slopes = new Float32Array(values.length);
  const step = dy * width + dx;
  for (let y = dy; y < height - dy; y++) {
    for (let x = dx; x < width - dx; x++) {
      const at = y * width + x;
      slopes[at] = (values[at + step]! - values[at - step]!) / 2;
    }
  }
  return { values: slopes, width, height };
}
