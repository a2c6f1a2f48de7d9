import type { MeasureOptions } from '../../inference/jobs';
import { correlate, gaussian, resize } from './filters';
import { lineKernels } from './line-filters';
import type { Channel } from './opencv';
import { robustSpread } from './statistics';

/** Grey levels of noise below which nothing is believed: the sensor's own, and JPEG's. */
export const LEAST_NOISE = 1;
const DIRECTIONS = 8;
/** Standard deviation of a kernel that needs no finer picture, px. */
const NARROW = 2;

/** What was found where, and what its borders are to be drawn on. */
export interface Finding {
  /** Multiples of the noise by which a pixel stands out. */
  evidence: Channel;
  /** Grey levels or differences of them, then channels of colour. */
  pictures: Channel[];
}

/** Smoothing kernels by their standard deviations, px. */
export interface Kernels {
  blobs: readonly number[];
  lines: readonly { along: number; across: number }[];
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
 * smoothing's own robust noise, the strongest counts. So a brushed surface, which is rough along its lines, is judged
 * by that roughness in that direction only.
 */
export class Evidence {
  readonly channel: Channel;

  constructor(
    { width, height }: { width: number; height: number },
    private readonly polarity: MeasureOptions['polarity'],
  ) {
    this.channel = { values: new Float32Array(width * height), width, height };
  }

  /** Wide kernels are applied to a picture reduced so far that they still span {@link NARROW} pixels. */
  gather(residual: Channel, { blobs, lines }: Kernels, doubt: Doubt): void {
    for (const sigma of blobs)
      this.add(
        reduced(residual, sigma, (small, factor) => gaussian(small, sigma / factor)),
        doubt,
      );
    for (const { along, across } of lines) {
      const factor = Math.max(1, Math.floor(along / NARROW));
      for (const { weights, side } of lineKernels(along / factor, across / factor, DIRECTIONS)) {
        this.add(
          reduced(residual, along, (small) => correlate(small, weights, side)),
          doubt,
        );
      }
    }
  }

  private add(response: Channel, { texture, level }: Doubt): void {
    const noise = Math.max(LEAST_NOISE / 2, robustSpread(response.values));
    const sign = this.polarity === 'dark' ? -1 : 1;
    const best = this.channel.values;
    for (let at = 0; at < best.length; at++) {
      const value = response.values[at]! * sign;
      const ratio = (this.polarity === 'both' ? Math.abs(value) : value) / (noise * (texture?.[at] ?? 1) + level[at]!);
      if (ratio > best[at]!) best[at] = ratio;
    }
  }
}

function reduced(channel: Channel, sigma: number, filter: (small: Channel, factor: number) => Channel): Channel {
  const factor = Math.max(1, Math.floor(sigma / NARROW));
  if (factor === 1) return filter(channel, 1);
  const small = resize(channel, Math.ceil(channel.width / factor), Math.ceil(channel.height / factor));
  return resize(filter(small, factor), channel.width, channel.height);
}
