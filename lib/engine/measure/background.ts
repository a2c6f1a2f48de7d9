import { gaussian, median, resize } from './filters';
import { cv, through, type Channel, type Grey } from './opencv';

/** Radius, as a fraction of the longer side, within which an edge of the background may be displaced or chamfered. */
const EDGE_REACH = 0.012;
/** OpenCV's median of a wide square is fast only for 8 bits; wide windows work on a picture this many pixels long. */
const COARSE_SIDE = 320;

export interface Background {
  level: Channel;
  /** Half the range of the background within the reach of an edge: what may be wrong with `level`, grey levels. */
  doubt: Channel;
}

/**
 * What a grey picture would show without anything smaller than about half of `window` (pixels): the median over it.
 * A median keeps straight edges of the part where a mean would smear them.
 */
export function backgroundOf(grey: Grey, window: number): Background {
  const { width, height } = grey;
  const longest = Math.max(width, height);
  const factor = window > 64 ? Math.min(1, COARSE_SIDE / longest) : 1;
  const small = factor < 1 ? resize(grey, Math.round(width * factor), Math.round(height * factor)) : grey;
  const side = 2 * Math.round((window * factor) / 2) + 1;
  const coarse = asFloat(median(small, Math.min(side, 255)));
  // The median comes in whole grey levels; a little smoothing gives the steps of a gradient back.
  const level = resize(gaussian(coarse, factor < 1 ? 1 : 1.5), width, height);
  return { level, doubt: halfRange(level, Math.max(2, Math.round(EDGE_REACH * longest))) };
}

export function asFloat({ values, width, height }: Grey): Channel {
  return { values: Float32Array.from(values), width, height };
}

export function minus(a: Channel, b: Channel): Channel {
  const values = new Float32Array(a.values.length);
  for (let at = 0; at < values.length; at++) values[at] = a.values[at]! - b.values[at]!;
  return { ...a, values };
}

function halfRange(level: Channel, radius: number): Channel {
  const spread = (operation: number) =>
    through(level, (from, to, keep) => {
      const size = new cv.Size(2 * radius + 1, 2 * radius + 1);
      const square = keep(cv.getStructuringElement(cv.MORPH_RECT, size));
      cv.morphologyEx(from, to, operation, square);
    });
  const range = minus(spread(cv.MORPH_DILATE), spread(cv.MORPH_ERODE));
  return { ...range, values: range.values.map((value) => value / 2) };
}
