import type { MeasureOptions } from '../../inference/jobs';
import { asFloat, minus } from './background';
import { Evidence } from './evidence';
import { gaussian } from './filters';
import { cv, through, type Channel, type Grey } from './opencv';
import { searchable } from './search';
import { quantile } from './statistics';

/** Pixels by which an edge may be displaced after registration. */
const PLAY = 1;
const KERNELS = { blobs: [0.75, 1.5, 3], lines: true };

/** How a picture differs from a reference laid over it. */
export interface Difference {
  /** Multiples of the noise by which a pixel of the search picture differs. */
  evidence: Channel;
  /** Grey levels. */
  difference: Channel;
}

/**
 * The reference is taken at the picture's brightness, both are smoothed alike, and a pixel differs only by what lies
 * outside the range of the reference's pixels within {@link PLAY}.
 */
export function againstReference(
  reference: Grey,
  grey: Grey,
  { polarity, threshold }: Pick<MeasureOptions, 'polarity' | 'threshold'>,
): Difference {
  const [picture, good] = [grey, atBrightnessOf(grey, reference)].map((each) => gaussian(each, 0.8)) as [Grey, Grey];
  const [low, high] = [neighbours(good, cv.MORPH_ERODE), neighbours(good, cv.MORPH_DILATE)];
  const outside = new Float32Array(grey.values.length);
  const doubt = new Float32Array(grey.values.length);
  for (let at = 0; at < outside.length; at++) {
    const [value, least, most] = [picture.values[at]!, low.values[at]!, high.values[at]!];
    outside[at] = value > most ? value - most : value < least ? value - least : 0;
    doubt[at] = (most - least) / 4;
  }
  const residual = searchable({ ...grey, values: outside });
  const evidence = new Evidence(residual, polarity, threshold);
  evidence.gather(residual, KERNELS, { level: searchable({ ...grey, values: doubt }).values });
  return { evidence: evidence.channel, difference: minus(picture, asFloat(good)) };
}

function neighbours(channel: Grey, operation: number): Grey {
  return through(channel, (from, to, keep) => {
    const side = 2 * PLAY + 1;
    cv.morphologyEx(from, to, operation, keep(cv.getStructuringElement(cv.MORPH_RECT, new cv.Size(side, side))));
  });
}

function atBrightnessOf(grey: Grey, reference: Grey): Grey {
  const middle = ({ values }: Grey) => quantile(Uint8Array.from(values).sort(), 0.5);
  const gain = (middle(grey) + 1) / (middle(reference) + 1);
  return { ...reference, values: new Uint8Array(Uint8ClampedArray.from(reference.values, (value) => value * gain)) };
}
