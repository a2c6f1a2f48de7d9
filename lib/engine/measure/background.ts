import { gaussian, median, resize } from './filters';
import { cv, through, type Channel, type Grey } from './opencv';
import { trendOf } from './trend';

/** Radius, as a fraction of the longer side, within which an edge of the background may be displaced or chamfered. */
const EDGE_REACH = 0.012;
/** Side of the median's square, px; a wider window works on a picture reduced to it. */
const SIDE = 17;

export interface Background {
  level: Channel;
  /** Half the range of the background within the reach of an edge: what may be wrong with `level`, grey levels. */
  doubt: Channel;
}

/** The middle of the grey levels, about which the trend's residual is kept. */
const MIDDLE = 128;

/**
 * What a grey picture would show without anything smaller than about half of a window (pixels): its trend, and the
 * median over the window of what the trend leaves. A median keeps straight edges of the part where a mean would smear
 * them; the trend keeps it right at the border, where half of the window lies outside, and is all of the background
 * for a window wider than the picture.
 */
export function backgroundsOf(grey: Grey): (window: number) => Background {
  const { width, height } = grey;
  const trend = trendOf(grey);
  const even = { ...grey, values: new Uint8Array(width * height) };
  for (let at = 0; at < even.values.length; at++) {
    even.values[at] = Math.min(255, Math.max(0, MIDDLE + Math.round(grey.values[at]! - trend.values[at]!)));
  }
  return (window) => {
    if (window > Math.max(width, height)) return { level: trend, doubt: nothing(trend) };
    const factor = Math.max(1, window / SIDE);
    const small = factor > 1 ? resize(even, Math.ceil(width / factor), Math.ceil(height / factor)) : even;
    const coarse = median(small, Math.min(SIDE, 2 * Math.round(window / factor / 2) + 1));
    // The median comes in whole grey levels; a little smoothing gives the steps of a gradient back.
    const level = gaussian(asFloat(coarse), 1);
    const doubt = halfRange(level, (EDGE_REACH * Math.max(width, height)) / factor);
    const full = resize(level, width, height);
    for (let at = 0; at < full.values.length; at++) full.values[at]! += trend.values[at]! - MIDDLE;
    return { level: full, doubt: resize(doubt, width, height) };
  };
}

const nothing = (channel: Channel): Channel => ({ ...channel, values: new Float32Array(channel.values.length) });

export function asFloat({ values, width, height }: Channel<Uint8Array>): Channel {
  return { values: Float32Array.from(values), width, height };
}

export function minus(a: Channel<Uint8Array | Float32Array>, b: Channel): Channel {
  const values = new Float32Array(b.values.length);
  for (let at = 0; at < values.length; at++) values[at] = a.values[at]! - b.values[at]!;
  return { ...b, values };
}

/** Within `reach` (px) of every pixel; below a pixel the range within one, in proportion. */
function halfRange(level: Channel, reach: number): Channel {
  const radius = Math.max(1, Math.round(reach));
  const spread = (operation: number) =>
    through(level, (from, to, keep) => {
      const size = new cv.Size(2 * radius + 1, 2 * radius + 1);
      cv.morphologyEx(from, to, operation, keep(cv.getStructuringElement(cv.MORPH_RECT, size)));
    });
  const range = minus(spread(cv.MORPH_DILATE), spread(cv.MORPH_ERODE));
  const part = Math.min(1, reach / radius) / 2;
  for (let at = 0; at < range.values.length; at++) range.values[at]! *= part;
  return range;
}
