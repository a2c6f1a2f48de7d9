import type { MeasureOptions } from '../../inference/jobs';
import { minus } from './background';
import { unexplained } from './channels';
import { cropChannel, type Crop } from './crop';
import { filledIn } from './fill';
import type { Channel, Grey, Mask } from './opencv';
import { quantile } from './statistics';

/** Grey levels, or differences of them, and channels of colour. */
export interface Pictures {
  grey: Channel<Uint8Array | Float32Array>;
  colour: Grey[];
}

/** Grey levels that count as noise at least when a contrast is weighed. */
const LEAST_WEIGHT = 3;
/** The level that stands for a region's contrast: this quantile of what lies in it … */
const PEAK = 0.9;
/** … or, of a thin line in a region that smoothing has widened, this one of what is above half of that. */
const CORE = 0.75;

/** Grey levels that are left of the luma, and of each channel of colour, when the surroundings are taken off. */
export function differencesOf(around: Crop, { grey, colour }: Pictures): Channel[] {
  const luma = cropChannel(grey, around);
  const level = filledIn(luma, around);
  const shades = colour.map((channel) => {
    const shade = cropChannel(channel, around);
    const { values } = unexplained(shade, filledIn(shade, around), luma, level);
    return { ...luma, values: values.map((value) => 2 * value) };
  });
  return [minus(luma, level), ...shades];
}

/** Robust standard deviation of each difference outside of a region, grey levels. */
export const noisesOf = (differences: readonly Channel[], around: Mask): number[] =>
  differences.map(({ values }) => Math.max(LEAST_WEIGHT, noiseOutside(values.map(Math.abs), around)));

/** Robust standard deviation of sizes outside of a region. */
export const noiseOutside = (sizes: Float32Array, around: Mask) =>
  1.4826 *
  quantile(
    sortedWhere(sizes, (at) => !around.values[at]),
    0.5,
  );

/** How far each pixel stands out, in multiples of noise: of all channels together, or one way in the luma. */
export function heightsOf(
  smooth: readonly Channel[],
  noises: readonly number[],
  polarity: MeasureOptions['polarity'],
): Float32Array {
  const sign = polarity === 'dark' ? -1 : 1;
  const [luma] = smooth;
  return luma!.values.map((value, at) => {
    if (polarity !== 'both') return (sign * value) / noises[0]!;
    let square = 0;
    for (let channel = 0; channel < smooth.length; channel++) {
      square += (smooth[channel]!.values[at]! / noises[channel]!) ** 2;
    }
    return Math.sqrt(square);
  });
}

/** The height that stands for a region. */
export function peakOf(height: Float32Array, region: Mask): number {
  const above = (least: number) => sortedWhere(height, (at) => region.values[at] === 1 && height[at]! > least);
  const peak = quantile(above(-Infinity), PEAK);
  return Math.max(peak, quantile(above(peak / 2), CORE));
}

/** Most pixels that a quantile of a region is taken from. */
const SAMPLE = 4_000;

/** Values at the pixels for which `wanted` holds, sorted; of every so many pixels only one when there are many. */
function sortedWhere(values: Float32Array, wanted: (at: number) => boolean): Float32Array {
  const stride = Math.floor(values.length / SAMPLE) | 1;
  const chosen = new Float32Array(Math.ceil(values.length / stride));
  let count = 0;
  for (let at = 0; at < values.length; at += stride) if (wanted(at)) chosen[count++] = values[at]!;
  return chosen.subarray(0, count).sort();
}
