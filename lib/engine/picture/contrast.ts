import { equalise } from '../../imaging/clahe';
import type { Clahe } from '../../inference/jobs';
import { toGrey, type Pixels } from './pixels';

/** Equalises the luma locally and keeps the colour: each channel moves by what the luma moved. */
export function clahe<P extends Pixels>(pixels: P, options: Clahe): P {
  const before = toGrey(pixels);
  const after = equalise(before, pixels.width, pixels.height, options);
  const data = new Uint8ClampedArray(pixels.data.length);
  for (let at = 0; at < data.length; at++) {
    const pixel = Math.floor(at / 3);
    data[at] = pixels.data[at]! + after[pixel]! - before[pixel]!;
  }
  return { ...pixels, data: new Uint8Array(data.buffer) };
}
