import type { ReferenceMemory } from '../../reference/memory';
import type { Looked } from '../families/towers';
import { coreset } from './coreset';
import { comparisonWith, nearest, valuesOf } from './nearest';
import { expectedOdds } from './odds';
import { scoreOf } from './score';
import { smoothed } from './smooth';
import { trustIn } from './trust';

/** Vectors that stand for all cells of all good pictures. */
export const MOST_VECTORS = 3000;

/** A channel that hardly changes among good parts must not be blown up beyond this share of the mean spread. */
const LEAST_SPREAD = 0.05;

/** More than most rendered lines spread by, counted like so many pictures: a handful of pictures tells little of its own spread. */
const PRIOR = { spread: 0.5, weight: 5 };

export type Learnt = Pick<ReferenceMemory, 'scale' | 'vectors' | 'peaks' | 'usual' | 'expected' | 'trust'>;

/**
 * @param pictures good parts, looked at
 * @param probes a single picture cannot be left out, so other views of it take its place
 */
export async function learn(
  pictures: Looked[],
  probes: Looked[],
  progress: (fraction: number) => Promise<void>,
): Promise<Learnt> {
  const [{ channels, columns, odds }] = pictures as [Looked];
  const cells = odds.length;
  const patches = pictures.map((looked) => looked.patches);
  const scale = scaleOf(patches, channels);
  const all = scaledRows(patches, scale, cells);
  const chosen = await coreset(all, channels, MOST_VECTORS, (count) => progress((0.7 * count) / MOST_VECTORS));
  const { vectors, peaks } = rounded(all, chosen, channels);

  const scores: number[] = [];
  const judged = pictures.length === 1 ? probes : pictures;
  for (const [left, { patches: own }] of judged.entries()) {
    const isLeftOut = (index: number) => pictures.length > 1 && Math.floor(chosen[index]! / cells) === left;
    const rest = without(vectors, channels, isLeftOut);
    const distances = await nearest(own, comparisonWith(valuesOf({ vectors: rest, peaks }), scale));
    scores.push(scoreOf(smoothed(distances, columns)));
    await progress(0.7 + (0.3 * (left + 1)) / judged.length);
  }
  const oddsOf = (looked: Looked[]) => looked.map((one) => one.odds);
  const expected = expectedOdds(oddsOf(pictures), columns);
  const trust = trustIn(oddsOf(pictures), oddsOf(probes), columns);
  return { scale, vectors, peaks, usual: usualOf(scores), expected, trust };
}

/** One over each channel's standard deviation and the root of their number: distances then do not depend on either. */
function scaleOf(pictures: Float32Array[], channels: number): Float32Array {
  const cells = pictures[0]!.length / channels;
  const spreads = Float64Array.from({ length: channels }, (_, channel) => {
    let [sum, squares] = [0, 0];
    for (const picture of pictures)
      for (let cell = channel * cells; cell < (channel + 1) * cells; cell++) {
        sum += picture[cell]!;
        squares += picture[cell]! ** 2;
      }
    const count = cells * pictures.length;
    return Math.sqrt(Math.max(0, squares / count - (sum / count) ** 2));
  });
  const mean = spreads.reduce((sum, spread) => sum + spread, 0) / channels || 1;
  return Float32Array.from(spreads, (spread) => 1 / (Math.max(spread, LEAST_SPREAD * mean) * Math.sqrt(channels)));
}

function scaledRows(pictures: Float32Array[], scale: Float32Array, cells: number): Float32Array {
  const channels = scale.length;
  const rows = new Float32Array(pictures.length * cells * channels);
  pictures.forEach((picture, index) => {
    for (let cell = 0; cell < cells; cell++)
      for (let channel = 0; channel < channels; channel++)
        rows[(index * cells + cell) * channels + channel] = picture[channel * cells + cell]! * scale[channel]!;
  });
  return rows;
}

function rounded(all: Float32Array, chosen: number[], channels: number): Pick<Learnt, 'vectors' | 'peaks'> {
  const peaks = new Float32Array(channels).fill(1e-6);
  for (const row of chosen)
    for (let channel = 0; channel < channels; channel++)
      peaks[channel] = Math.max(peaks[channel]!, Math.abs(all[row * channels + channel]!));
  const vectors = new Int8Array(chosen.length * channels);
  chosen.forEach((row, index) => {
    for (let channel = 0; channel < channels; channel++)
      vectors[index * channels + channel] = Math.round((all[row * channels + channel]! / peaks[channel]!) * 127);
  });
  return { vectors, peaks };
}

function without(vectors: Int8Array, channels: number, isLeftOut: (row: number) => boolean): Int8Array {
  const rest = new Int8Array(vectors.length);
  let length = 0;
  for (let row = 0; row * channels < vectors.length; row++) {
    if (isLeftOut(row)) continue;
    rest.set(vectors.subarray(row * channels, (row + 1) * channels), length);
    length += channels;
  }
  return rest.subarray(0, length);
}

function usualOf(scores: number[]): Learnt['usual'] {
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const squares = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0);
  const spread = Math.sqrt((squares + PRIOR.weight * PRIOR.spread ** 2) / (scores.length - 1 + PRIOR.weight));
  return { mean, spread };
}
