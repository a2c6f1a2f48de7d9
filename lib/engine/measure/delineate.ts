import type { MeasureOptions } from '../../inference/jobs';
import { mergedPieces, piecesOf } from './components';
import { closeAlone, cropLabel, enlarged, type Crop } from './crop';
import { gaussian } from './filters';
import { joinFlanks } from './flanks';
import { differencesOf, heightsOf, noiseOutside, noisesOf, peakOf, type Pictures } from './heights';
import { dilate } from './morphology';
import { maskWhere, type Channel, type Mask } from './opencv';
import { filled, hullOf, isSoft } from './structure';

/** Standard deviations of the smoothing a border is drawn on, px: the least that quiets the noise is taken. */
const SMOOTHINGS = [0.7, 1.2, 2, 3.5];
/** The contrast must be this many times the smoothed noise. */
const CLEAR = 5;
/** A region counts when its mean contrast reaches this part of the threshold. */
const COUNTS = 0.625;
/** Least part of all difference in a region that must be of the other sign for it to count as relief. */
const TWO_SIDED = 0.2;
/** … and least part of the difference that must be in brightness. */
const MOSTLY = 0.8;
/** A border runs where the contrast has fallen to this part: there the blur of lens and filters leaves it in place. */
const HALF = 0.5;
/** The same for dents, whose shading fades slowly. */
const RELIEF = 0.4;
/** Least part of its convex hull that two-sided relief fills. */
const SOLID = 0.4;
/** Gaps that are closed in a region, as a fraction of its crop. */
const HEAL = 0.05;
/** What that must add, as a part of the region. */
const HEALED = 0.4;

/**
 * Redraws the borders of regions that a search has found but widened, and drops those that are no clearer than the
 * texture around them.
 *
 * For each region the background is filled in from around it; what stands out of that, in brightness and colour
 * together, is cut where it falls to half of the region's contrast. What is not connected to the found region is not
 * added.
 *
 * @param found regions of the search picture, and `evidence` what they were found by
 * @returns a mask of the size of `pictures`
 */
export function delineate(
  found: Mask,
  evidence: Channel,
  pictures: Pictures,
  options: Pick<MeasureOptions, 'polarity' | 'threshold' | 'mergeDistance'>,
): Mask {
  const { grey } = pictures;
  const pieces = mergedPieces(found, (options.mergeDistance * found.width) / grey.width);
  const { labels, boxes } = joinFlanks(pieces, evidence);
  const drawn = new Uint8Array(grey.values.length);
  for (let label = 1; label < boxes.length; label++) {
    const [, , width, height] = boxes[label]!;
    if (!width || !height) continue;
    const margin = 6 + Math.round(0.25 * Math.max(width, height));
    const crop = enlarged(cropLabel(labels, found.width, found.height, boxes[label]!, label, margin), found, grey);
    const sharp = halfContrast(crop, pictures, options);
    for (let y = 0, at = 0; y < crop.height; y++) {
      let to = (crop.top + y) * grey.width + crop.left;
      for (const end = at + crop.width; at < end; at++, to++) drawn[to]! |= sharp.values[at]!;
    }
  }
  return { values: drawn, width: grey.width, height: grey.height };
}

/** One region of `region`'s crop, redrawn; nothing where it does not count, or is light. */
function halfContrast(
  region: Crop,
  { grey, colour }: Pictures,
  { polarity, threshold }: Pick<MeasureOptions, 'polarity' | 'threshold'>,
): Mask {
  const around = { ...region, ...dilate(region, 3) };
  const differences = differencesOf(around, { grey, colour: polarity === 'both' ? colour : [] });
  const noises = noisesOf(differences, around);
  for (const sigma of SMOOTHINGS) {
    const smooth = differences.map((difference) => gaussian(difference, sigma));
    const height = heightsOf(smooth, noises, polarity);
    const peak = peakOf(height, region);
    if (peak < CLEAR * noiseOutside(height, around) && sigma !== SMOOTHINGS.at(-1)) continue;
    const relief = isTwoSided(smooth[0]!.values, height, noises[0]!, region);
    const level = (relief ? RELIEF : HALF) * peak;
    const above = maskWhere({ ...region, values: height }, (value, at) => value > level && around.values[at] === 1);
    const seen = touching(above, region);
    const drawn = relief ? rounded(seen) : healed(filled(seen));
    if (meanOf(height, seen) < COUNTS * threshold) return nothing(drawn);
    const mayBeLight = !relief && meanOf(smooth[0]!.values, drawn) > 0;
    return mayBeLight && isSoft(drawn, height, peak) ? nothing(drawn) : drawn;
  }
  return region;
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

/** What lies between the bright and the dark flank of relief belongs to it, unless it is a line with two flanks. */
function rounded(mask: Mask): Mask {
  const hull = hullOf(mask);
  return areaOf(mask) > SOLID * areaOf(hull) ? hull : filled(mask);
}

const areaOf = ({ values }: Mask) => values.reduce((sum, set) => sum + set, 0);

/** Mean of values in a region, 0 for an empty one. */
function meanOf(values: Float32Array, region: Mask): number {
  let [sum, count] = [0, 0];
  for (let at = 0; at < values.length; at++) if (region.values[at]) [sum, count] = [sum + values[at]!, count + 1];
  return count && sum / count;
}

/**
 * Whether a region is partly brighter and partly darker than its surroundings, and of their colour, as relief is and
 * light is not.
 */
function isTwoSided(luma: Float32Array, height: Float32Array, noise: number, region: Mask): boolean {
  let [brighter, either, all] = [0, 0, 0];
  for (let at = 0; at < luma.length; at++) {
    if (!region.values[at]) continue;
    brighter += Math.max(0, luma[at]!);
    either += Math.abs(luma[at]!);
    all += height[at]! * noise;
  }
  const bright = brighter / either;
  return bright > TWO_SIDED && bright < 1 - TWO_SIDED && either > MOSTLY * all;
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
