import type { Box } from '../../inspection/record';
import { randomSource } from '../../random';
import type { Pixels } from '../picture/pixels';

/** Pixels to each side whose mean a pixel differs from: two blocks of a JPEG's halved colours in all, so that none shows in it. */
const REACH = 16;

/** Differences that rounding makes in a JPEG, levels of 255. Larger ones lose as much, lest an edge appears where they begin. */
const TRACES = { light: 3, colour: 4 };

/** Standard deviation of the grain instead, levels: where a surface is quite even, rounding to whole levels draws edges, too. */
const GRAIN = 1;

/**
 * A part of a picture without the steps and specks that compression leaves where the surface itself is even: soft thresholding
 * (Donoho 1995, "De-noising by soft-thresholding") of what differs from its surroundings, in the light and colours of
 * ITU-T T.871; then a little grain as a camera's, the same at every call.
 *
 * @param box whole pixels, within the picture
 */
export function withoutTraces({ data, width: across }: Pixels, [left, top, width, height]: Box): Pixels {
  const size = { width, height };
  const [light, blue, red] = [0, 1, 2].map(() => new Float32Array(width * height)) as [Plane, Plane, Plane];
  for (let y = 0, to = 0; y < height; y++)
    for (let x = 0, from = 3 * ((top + y) * across + left); x < width; x++, from += 3, to++) {
      light[to] = 0.299 * data[from]! + 0.587 * data[from + 1]! + 0.114 * data[from + 2]!;
      blue[to] = (data[from + 2]! - light[to]!) / 1.772;
      red[to] = (data[from]! - light[to]!) / 1.402;
    }
  shrink([light], TRACES.light, size);
  shrink([blue, red], TRACES.colour, size);
  const random = randomSource(1);
  const clean = new Uint8ClampedArray(3 * width * height);
  for (let from = 0, to = 0; from < light.length; from++) {
    const [cb, cr] = [blue[from]!, red[from]!];
    // The sum of two even draws spreads by the root of a sixth.
    const y = light[from]! + GRAIN * Math.sqrt(6) * (random() + random() - 1);
    clean[to++] = y + 1.402 * cr;
    clean[to++] = y - (0.114 * 1.772 * cb + 0.299 * 1.402 * cr) / 0.587;
    clean[to++] = y + 1.772 * cb;
  }
  return { data: new Uint8Array(clean.buffer), ...size };
}

type Plane = Float32Array;
interface Size {
  width: number;
  height: number;
}

/** Shortens every pixel's difference from its surroundings, over all planes together, by `traces`. */
function shrink(planes: Plane[], traces: number, { width, height }: Size): void {
  const means = planes.map((plane) => {
    const along = meansOf(plane, { lines: height, apart: width, length: width, step: 1 });
    return meansOf(along, { lines: width, apart: 1, length: height, step: width });
  });
  const count = planes.length;
  for (let at = 0; at < width * height; at++) {
    let squares = 0;
    for (let each = 0; each < count; each++) squares += (planes[each]![at]! - means[each]![at]!) ** 2;
    const kept = Math.max(0, 1 - traces / Math.sqrt(squares));
    for (let each = 0; each < count; each++) {
      const mean = means[each]![at]!;
      planes[each]![at] = mean + kept * (planes[each]![at]! - mean);
    }
  }
}

/** Mean around every value of every line, of as many as there are. */
function meansOf(
  values: Plane,
  { lines, apart, length, step }: Record<'lines' | 'apart' | 'length' | 'step', number>,
): Plane {
  const means = new Float32Array(values.length);
  for (let line = 0; line < lines; line++) {
    const start = line * apart;
    let [sum, count] = [0, 0];
    for (let next = 0; next < length + REACH; next++) {
      if (next < length) {
        sum += values[start + next * step]!;
        count++;
      }
      if (next > 2 * REACH) {
        sum -= values[start + (next - 2 * REACH - 1) * step]!;
        count--;
      }
      if (next >= REACH) means[start + (next - REACH) * step] = sum / count;
    }
  }
  return means;
}
