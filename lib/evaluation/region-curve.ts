import { valueAt, type CellMap } from './cell-map';
import { regionsOf, type Mask } from './overlap';

/** What a map says of one picture. */
export interface MapSample {
  /** Of pixels without a defect, every so many in both directions. */
  normal: Float32Array;
  /** Of all pixels of each true region. */
  regions: Float32Array[];
}

/** Pixels along the longer side at which normal ones are taken. */
const TAKEN = 75;
/** Share of normal pixels up to which the curve is integrated, as usual for MVTec AD. */
const LIMIT = 0.3;
const STEPS = 100;

/** @param truth an empty mask for a good part */
export function sampleOf(map: CellMap, truth: Mask): MapSample {
  const { data, width, height } = truth;
  const step = Math.max(1, Math.floor(Math.max(width, height) / TAKEN));
  const normal: number[] = [];
  for (let y = step >> 1; y < height; y += step)
    for (let x = step >> 1; x < width; x += step) if (!data[y * width + x]) normal.push(valueAt(map, [x, y]));
  const regions = regionsOf(truth).map((pixels) =>
    Float32Array.from(pixels, (at) => valueAt(map, [at % width, Math.floor(at / width)])),
  );
  return { normal: Float32Array.from(normal), regions };
}

/**
 * Per-region overlap over all limits (Bergmann et al. 2020, "Uninformed Students", section 4): the share of normal pixels above a
 * limit against the mean share of a true region above it, regions of all sizes counting alike.
 *
 * @returns the curve up to 30 % of normal pixels, and its area as a share of the best, 0..1; null without regions or normal pixels
 */
export function regionCurve(
  samples: MapSample[],
): { points: [normal: number, overlap: number][]; area: number } | null {
  const regions = samples.flatMap((sample) => sample.regions);
  const normal = joined(samples.map((sample) => sample.normal)).sort();
  if (regions.length === 0 || normal.length === 0) return null;
  const sorted = regions.map((region) => region.slice().sort());
  const points = Array.from({ length: STEPS + 1 }, (_, step): [number, number] => {
    const share = (step / STEPS) * LIMIT;
    const allowed = Math.floor(share * normal.length);
    const limit = normal[normal.length - 1 - allowed] ?? -Infinity;
    const overlaps = sorted.map((values) => above(values, limit) / values.length);
    return [share, overlaps.reduce((sum, value) => sum + value, 0) / overlaps.length];
  });
  const area = points.slice(1).reduce((sum, [, overlap], at) => sum + (overlap + points[at]![1]) / 2, 0) / STEPS;
  return { points, area };
}

/** How many of the ascending values are above the limit. */
function above(values: Float32Array, limit: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]! > limit) high = middle;
    else low = middle + 1;
  }
  return values.length - low;
}

function joined(parts: Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
