import type { MeasureOptions } from '../../inference/jobs';
import { mergedPieces, piecesOf } from './components';
import { closeAlone, cropChannel, cropLabel, type Crop } from './crop';
import { minus } from './background';
import { LEAST_NOISE } from './evidence';
import { filledIn } from './fill';
import { dilate, gaussian } from './filters';
import { maskWhere, type Channel, type Mask } from './opencv';
import { quantile } from './statistics';
import { filled, isSoft } from './structure';

/** Standard deviations of the smoothing a border is drawn on, px: the least that quiets the noise is taken. */
const SMOOTHINGS = [0.7, 1.2, 2, 3.5];
/** The contrast must be this many times the smoothed noise. */
const CLEAR = 5;
/** A region's border is drawn on its colour when that is this many times clearer than its brightness. */
const VIVID = 2;
/** … and at least this many levels of it. */
const VIVID_PEAK = 12;
/** The level that stands for a region's contrast: this quantile of what lies in it. */
const PEAK = 0.9;
/** Least part of all difference in a region that must be of the other sign for it to count as relief. */
const TWO_SIDED = 0.2;
/** A border runs where the contrast has fallen to this part: there the blur of lens and filters leaves it in place. */
const HALF = 0.5;
/** The same for colour, of which a thin cover already shows nearly all. */
const COLOURED = 0.35;
/** The same for dents, whose shading fades slowly. */
const RELIEF = 0.22;
/** Gaps that are closed in a region, as a fraction of its crop. */
const HEAL = 0.05;
/** What that must add, as a part of the region. */
const HEALED = 0.4;

/**
 * Redraws the borders of regions that smoothing has found but widened.
 *
 * For each region the background is filled in from around it, the first picture is taken (or another one, a colour,
 * where it is much clearer), and the region is cut where the difference falls to half
 * of its contrast. What is not connected to the found region is not added.
 */
export function delineate(
  found: Mask,
  pictures: readonly Channel[],
  polarity: MeasureOptions['polarity'],
  join: number,
): Mask {
  const { labels, boxes } = mergedPieces(found, join);
  const drawn = new Uint8Array(found.values.length);
  for (let label = 1; label < boxes.length; label++) {
    const [, , width, height] = boxes[label]!;
    if (!width || !height) continue;
    const margin = 10 + Math.round(0.25 * Math.max(width, height));
    const crop = cropLabel(labels, found.width, found.height, boxes[label]!, label, margin);
    const sharp = halfContrast(
      crop,
      pictures.map((picture) => cropChannel(picture, crop)),
      polarity,
    );
    sharp.values.forEach((set, at) => {
      if (set) drawn[(crop.top + Math.floor(at / crop.width)) * found.width + crop.left + (at % crop.width)] = 1;
    });
  }
  return { values: drawn, width: found.width, height: found.height };
}

function halfContrast(region: Crop, pictures: readonly Channel[], polarity: MeasureOptions['polarity']): Mask {
  const around = dilate(region, 3);
  const differences = pictures.map((picture) => minus(picture, filledIn(picture, around)));
  for (const sigma of SMOOTHINGS) {
    const [grey, ...colours] = differences.map((difference) =>
      viewOf(gaussian(difference, sigma), region, around, polarity),
    );
    const vivid = colours.find(({ clarity, peak }) => clarity > VIVID * grey!.clarity && peak > VIVID_PEAK);
    const view = vivid ?? grey!;
    if (view.clarity < CLEAR && sigma !== SMOOTHINGS.at(-1)) continue;
    const relief = isTwoSided(view.difference, region);
    const level = (vivid ? COLOURED : relief ? RELIEF : HALF) * view.peak;
    const above = maskWhere(
      { ...region, values: view.height },
      (value, at) => value > level && around.values[at] === 1,
    );
    const drawn = healed(filled(touching(above, region)));
    const mayBeLight = !vivid && !relief && isBright(view.difference, drawn);
    return mayBeLight && isSoft(drawn, view.height, view.peak) ? nothing(drawn) : drawn;
  }
  return region;
}

/** One smoothing of one channel around a region: how high the region stands out of it, and how clearly. */
function viewOf({ values: difference }: Channel, region: Mask, around: Mask, polarity: MeasureOptions['polarity']) {
  const sign = polarity === 'dark' ? -1 : 1;
  const height = difference.map((value) => (polarity === 'both' ? Math.abs(value) : value * sign));
  const peak = quantile(
    sortedWhere(height, (at) => region.values[at] === 1),
    PEAK,
  );
  const outside = sortedWhere(difference.map(Math.abs), (at) => !around.values[at]);
  const noise = 1.4826 * quantile(outside, 0.5);
  return { difference, height, peak, clarity: peak / Math.max(noise, LEAST_NOISE / 2) };
}

const nothing = (mask: Mask): Mask => ({ ...mask, values: new Uint8Array(mask.values.length) });

/**
 * Closed over gaps that are small for the region, when that adds much: rust and broken faces are uneven inside. A line
 * has no inside, and only its steps would be filled.
 */
function healed(mask: Mask): Mask {
  const whole = filled(closeAlone(mask, Math.ceil(HEAL * Math.max(mask.width, mask.height))));
  return areaOf(whole) > (1 + HEALED) * areaOf(mask) ? whole : mask;
}

const areaOf = ({ values }: Mask) => values.reduce((sum, set) => sum + set, 0);

/** Light only adds: a region that is brighter than its surroundings may be a reflection. */
function isBright(difference: Float32Array, region: Mask): boolean {
  let sum = 0;
  for (let at = 0; at < difference.length; at++) if (region.values[at]) sum += difference[at]!;
  return sum > 0;
}

/** Whether a region is partly brighter and partly darker than its surroundings, as relief is and light is not. */
function isTwoSided(difference: Float32Array, region: Mask): boolean {
  let [brighter, all] = [0, 0];
  difference.forEach((value, at) => {
    if (!region.values[at]) return;
    brighter += Math.max(0, value);
    all += Math.abs(value);
  });
  const bright = brighter / all;
  return bright > TWO_SIDED && bright < 1 - TWO_SIDED;
}

/** Pieces of `mask` that share a pixel with `seed`. */
function touching(mask: Mask, seed: Mask): Mask {
  const { labels, boxes } = piecesOf(mask);
  const touched = new Uint8Array(boxes.length);
  labels.forEach((label, at) => {
    if (label && seed.values[at]) touched[label] = 1;
  });
  return maskWhere({ ...mask, values: labels }, (label) => touched[label] === 1);
}

function sortedWhere(values: Float32Array, wanted: (at: number) => boolean): Float32Array {
  return values.filter((_, at) => wanted(at)).sort();
}
