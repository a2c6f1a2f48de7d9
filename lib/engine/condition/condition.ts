import type { Condition } from '../../inference/jobs';
import { toGrey, type Pixels } from '../picture/pixels';
import { detailOf } from './detail';

/**
 * How a picture is lit, how strong its contrast is and how sharp its edges are; each the natural logarithm of a ratio, so that
 * a change of 0.1 is about a tenth, whatever the unit.
 *
 * - `light`: mean grey value.
 * - `contrast`: standard deviation over mean, so that light alone does not change it.
 * - `focus`: the strongest 1 % of differences between neighbours, over those between pixels 4 apart: 1/4 along a soft ramp, 1
 *   at an edge of one pixel. Contrast cancels out; noise counts little, as the strongest differences are edges.
 * - `structure`: mean squared difference between pixels 2, 3 or 4 apart, whichever is most, over that between neighbours: 1 of
 *   noise alone, in which nothing tells how sharp the picture is.
 * - `detail`: place by place, as `detail.ts` tells.
 *
 * The idea of judging focus by differences at two distances is that of Groen, Young & Ligthart 1985, "A comparison of
 * different focus functions", as a ratio so that light and contrast drop out.
 */
export function conditionOf(pixels: Pixels): Condition {
  const { width, height } = pixels;
  const grey = toGrey(pixels);
  let sum = 0;
  let squares = 0;
  for (const value of grey) {
    sum += value;
    squares += value * value;
  }
  const mean = sum / grey.length;
  const deviation = Math.sqrt(Math.max(0, squares / grey.length - mean * mean));
  const farther = Math.max(...[2, 3, FAR].map((step) => squared(grey, width, height, step)));
  return {
    light: Math.log(mean + 1),
    contrast: Math.log((deviation + 0.5) / (mean + 1)),
    structure: Math.log((farther + 0.1) / (squared(grey, width, height, 1) + 0.1)),
    detail: detailOf(grey, width, height),
    focus: Math.log((strongest(grey, width, height, 1) + 0.5) / (strongest(grey, width, height, FAR) + 0.5)),
  };
}

const FAR = 4;
const STRONGEST = 0.01;

/** Mean squared difference to the pixel `step` to the right and below. */
function squared(grey: Uint8Array, width: number, height: number, step: number): number {
  let [sum, count] = [0, 0];
  for (let y = 0; y < height - step; y++)
    for (let x = 0, at = y * width; x < width - step; x++, at++) {
      sum += (grey[at]! - grey[at + step]!) ** 2 + (grey[at]! - grey[at + step * width]!) ** 2;
      count += 2;
    }
  return sum / Math.max(1, count);
}

/** The difference, 0..255, that only 1 % of all pixels exceed towards the pixel `step` to the right or below. */
function strongest(grey: Uint8Array, width: number, height: number, step: number): number {
  const counts = new Uint32Array(256);
  let total = 0;
  for (let y = 0; y < height; y++)
    for (let x = 0, at = y * width; x < width; x++, at++) {
      if (x + step < width) counts[Math.abs(grey[at]! - grey[at + step]!)]!++;
      if (y + step < height) counts[Math.abs(grey[at]! - grey[at + step * width]!)]!++;
      total += Number(x + step < width) + Number(y + step < height);
    }
  let left = total * STRONGEST;
  for (let difference = 255; difference > 0; difference--) {
    left -= counts[difference]!;
    // Within its bin, so that the value does not jump by whole grey levels.
    if (left <= 0) return difference + Math.min(1, -left / Math.max(1, counts[difference]!));
  }
  return 0;
}
