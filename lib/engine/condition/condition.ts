import type { Condition } from '../../inference/jobs';
import { toGrey, type Pixels } from '../picture/pixels';
import { differencesOf, type Differences, type Step } from './differences';

/**
 * How a picture is lit, how strong its contrast is, how sharp it is and how much there is to see; each the natural logarithm of
 * a ratio, so that a change of 0.1 is about a tenth, whatever the unit.
 *
 * - `light`: mean grey value.
 * - `contrast`: standard deviation over mean, so that light alone does not change it.
 * - `focus`: what the scene changes by within 2 pixels over what it does within 8, noise taken off (squared differences less
 *   those of neighbours, see `differences.ts`): smaller the softer the picture. Contrast and light cancel out.
 * - `structure`: squared difference of pixels 2 or 4 apart, whichever is more, over that of neighbours: 1 of noise alone, in which
 *   nothing tells how sharp the picture is.
 * - `detail`: place by place of a 3 × 3 grid, what the scene changes by within 4 pixels over its light, less the median of
 *   all places. A smear on the lens takes detail from some places; light, focus and contrast change all alike and drop out.
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
  const differences = differencesOf(grey, width, height);
  const overall = (step: Step) => meanOf(differences.squares[step]);
  const scene = (step: Step) => Math.max(0, overall(step) - overall(1)) + 0.1;
  return {
    light: Math.log(mean + 1),
    contrast: Math.log((deviation + 0.5) / (mean + 1)),
    focus: Math.log(scene(2) / scene(8)),
    structure: Math.log((Math.max(overall(2), overall(4)) + 0.1) / (overall(1) + 0.1)),
    detail: detailOf(differences),
  };
}

function detailOf({ light, squares }: Differences): number[] {
  const seen = light.map((mean, place) => {
    const scene = Math.max(0, squares[4][place]! - squares[1][place]!) + 0.25;
    return Math.log(scene) / 2 - Math.log(mean + 1);
  });
  const middle = [...seen].sort((a, b) => a - b)[seen.length >> 1]!;
  return seen.map((value) => value - middle);
}

const meanOf = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
