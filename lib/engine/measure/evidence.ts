import type { MeasureOptions } from '../../inference/jobs';
import { correlate, gaussian } from './filters';
import { lineKernels } from './line-filters';
import type { Channel } from './opencv';
import { robustSpread } from './statistics';

/** Grey levels of noise below which nothing is believed: the sensor's own, and JPEG's. */
export const LEAST_NOISE = 1;
const DIRECTIONS = 8;

/** What was found where, and what its borders are to be drawn on. */
export interface Finding {
  /** Multiples of the noise by which a pixel stands out. */
  evidence: Channel;
  /** Grey levels, or differences of them. */
  picture: Channel;
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

  gather(residual: Channel, { blobs, lines }: Kernels, doubt: Doubt): void {
    for (const sigma of blobs) this.add(gaussian(residual, sigma), doubt);
    for (const { along, across } of lines) {
      for (const { weights, side } of lineKernels(along, across, DIRECTIONS)) {
        this.add(correlate(residual, weights, side), doubt);
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
