import type { MeasureOptions } from '../../inference/jobs';
import { asFloat, minus } from './background';
import { Evidence, type Finding } from './evidence';
import { gaussian } from './filters';
import { cv, through, type Channel, type Grey } from './opencv';
import { quantile } from './statistics';

/** Pixels by which an edge may be displaced after registration. */
const PLAY = 1;
const KERNELS = { blobs: [1.5, 3, 6], lines: [{ along: 5, across: 1.2 }] };

/**
 * How far every pixel of a picture differs from a reference laid over it, in multiples of noise.
 *
 * The reference is taken at the picture's brightness, both are smoothed alike, and a pixel differs only by what lies
 * outside the range of the reference's pixels within {@link PLAY}.
 */
export function againstReference(reference: Grey, grey: Grey, polarity: MeasureOptions['polarity']): Finding {
  const [picture, good] = [gaussian(asFloat(grey), 0.8), gaussian(atBrightnessOf(grey, reference), 0.8)];
  const [low, high] = [neighbours(good, cv.MORPH_ERODE), neighbours(good, cv.MORPH_DILATE)];
  const difference = picture.values.map((value, at) =>
    value > high.values[at]! ? value - high.values[at]! : value < low.values[at]! ? value - low.values[at]! : 0,
  );
  const evidence = new Evidence(grey, polarity);
  const level = high.values.map((value, at) => (value - low.values[at]!) / 4);
  evidence.gather({ ...picture, values: difference }, KERNELS, { level });
  return { evidence: evidence.channel, pictures: [minus(picture, good)] };
}

function neighbours(channel: Channel, operation: number): Channel {
  return through(channel, (from, to, keep) => {
    const side = 2 * PLAY + 1;
    cv.morphologyEx(from, to, operation, keep(cv.getStructuringElement(cv.MORPH_RECT, new cv.Size(side, side))));
  });
}

function atBrightnessOf(grey: Grey, reference: Grey): Channel {
  const middle = ({ values }: Grey) => quantile(Uint8Array.from(values).sort(), 0.5);
  const gain = (middle(grey) + 1) / (middle(reference) + 1);
  const raw = asFloat(reference);
  return { ...raw, values: raw.values.map((value) => value * gain) };
}
