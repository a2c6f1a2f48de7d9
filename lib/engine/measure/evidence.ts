import type { MeasureOptions } from '../../inference/jobs';
import { gaussian, resize } from './filters';
import { alongLines } from './line-filters';
import type { Channel } from './opencv';
import { quantile, robustSpread } from './statistics';

/** Grey levels of noise below which nothing is believed: the sensor's own, and JPEG's. */
export const LEAST_NOISE = 1;
const DIRECTIONS = 8;
/** Standard deviation of a kernel that needs no finer picture, px. */
const NARROW = 2;
/** Blocks a side whose extremes tell what the texture itself reaches. */
const BLOCKS = 10;
/** Natural logarithm of the odds against a clean picture reaching the threshold in one smoothing. */
const ODDS = 4;

/** Smoothing kernels by their standard deviations, px. */
export interface Kernels {
  blobs: readonly number[];
  /** Whether scratches are looked for, too. */
  lines: boolean;
}

/** What else makes a difference doubtful, pixel by pixel. */
export interface Doubt {
  /** Factor of the noise there. */
  texture?: Float32Array;
  /** Grey levels by which the expected level itself may be wrong. */
  level: Float32Array;
}

/**
 * Collects how far pixels stand out, in multiples of the noise: of every smoothing of a residual, divided by that
 * smoothing's own noise, the strongest counts. So a brushed surface, which is rough along its lines, is judged by that
 * roughness in that direction only.
 */
export class Evidence {
  /** Multiples of the noise; negative where a pixel is darker, or its colour weaker, than its surroundings. */
  readonly channel: Channel;
  private readonly ratios: Channel;

  constructor(
    { width, height }: { width: number; height: number },
    private readonly polarity: MeasureOptions['polarity'],
    private readonly threshold: number,
  ) {
    this.channel = { values: new Float32Array(width * height), width, height };
    this.ratios = { values: new Float32Array(width * height), width, height };
  }

  /** Wide kernels are applied to a picture reduced so far that they still span {@link NARROW} pixels. */
  gather(residual: Channel, { blobs, lines }: Kernels, doubt: Doubt): void {
    for (const sigma of blobs) this.add(smoothed(residual, sigma), doubt);
    if (lines) for (const response of alongLines(residual, DIRECTIONS)) this.add(response, doubt);
  }

  private add(response: Channel, { texture, level }: Doubt): void {
    const noise = Math.max(LEAST_NOISE / 2, robustSpread(response.values));
    const sign = this.polarity === 'dark' ? -1 : 1;
    const ratios = this.ratios.values;
    const both = this.polarity === 'both';
    for (let at = 0; at < ratios.length; at++) {
      const value = response.values[at]! * sign;
      ratios[at] = (both ? Math.abs(value) : value) / (noise * (texture ? texture[at]! : 1) + level[at]!);
    }
    const scale = Math.max(1, extremes(this.ratios) / this.threshold);
    const best = this.channel.values;
    for (let at = 0; at < best.length; at++) {
      const ratio = ratios[at]! / scale;
      if (ratio > Math.abs(best[at]!)) best[at] = response.values[at]! < 0 ? -ratio : ratio;
    }
  }
}

/**
 * What a texture reaches by chance: the value that the maximum over the picture stays below with odds of
 * exp({@link ODDS}) to one, by the Gumbel distribution through the lower quartile and the median of the maxima of
 * blocks, which a defect in some of them does not move.
 */
function extremes({ values, width, height }: Channel): number {
  const maxima = new Float32Array(BLOCKS * BLOCKS);
  for (let y = 0, at = 0; y < height; y++) {
    const row = Math.floor((y * BLOCKS) / height) * BLOCKS;
    for (let x = 0; x < width; x++, at++) {
      const block = row + Math.floor((x * BLOCKS) / width);
      if (values[at]! > maxima[block]!) maxima[block] = values[at]!;
    }
  }
  maxima.sort();
  const reduced = (q: number) => -Math.log(-Math.log(q));
  const [lower, middle] = [quantile(maxima, 0.25), quantile(maxima, 0.5)];
  const scale = (middle - lower) / (reduced(0.5) - reduced(0.25));
  return middle + scale * (Math.log(maxima.length) + ODDS - reduced(0.5));
}

function smoothed(channel: Channel, sigma: number): Channel {
  const factor = Math.max(1, Math.floor(sigma / NARROW));
  if (factor === 1) return gaussian(channel, sigma);
  const small = resize(channel, Math.ceil(channel.width / factor), Math.ceil(channel.height / factor));
  return resize(gaussian(small, sigma / factor), channel.width, channel.height);
}
