import type { Point } from '../../../inspection/record';
import { fitCurve, phi } from './fit';
import { ClosedCurve } from './outline';
import { distance, movingMeanAround, profile, resampled, type Levels } from './sample';

/** An outline measured between pixels. */
export interface ContourGauge {
  outline: Point[];
  /** Standard uncertainty of a single place of the outline by noise, px. */
  uPlace: number;
  /** … and of its mean place all around. */
  uMean: number;
  /** Standard deviation of the blur of the edge, px. */
  blur: number;
  /** How far each point of the outline was moved out for the blur of a bent edge, px. */
  bends: number[];
  noise: Noise;
}

const STEP = 0.5;
const HARMONICS = 24;
/** Stations to either side over which profiles across the outline are averaged. */
const SMOOTH = 1;
/** … and the levels inside and outside. */
const LEVELS = 4;
/** What a difference to a mean of nine neighbours, interpolated between the same pixels, must be enlarged by. */
const UNSHARED = 1.4;
/** Widest search for the edge, and what is left beyond it for the level outside, px. */
const REACH = 8;
const ROUNDS = 4;

/**
 * Moves an outline in whole pixels to where the levels are half-way between inside and outside, by the content of the
 * profile across it, and out again by what blur draws a bent edge in (s²κ/2).
 *
 * @returns undefined where there is no edge all around
 */
export function gaugeContour(
  levels: Levels,
  polygon: readonly Point[],
  area: number,
  { quiet = 0, rounds = ROUNDS }: { quiet?: number; rounds?: number } = {},
): ContourGauge | undefined {
  const raw = resampled(polygon, 1, true);
  if (raw.length < 12) return undefined;
  const perimeter = raw.length;
  // Profiles must not reach over to the other side.
  const inside = Math.min(REACH, (1.4 * area) / perimeter);
  let curve = ClosedCurve.through(raw, Math.min(HARMONICS, perimeter / 6));
  let [blur, noise]: [number, Noise] = [1.2, { station: 0, level: 0 }];
  for (let round = 0; round < rounds; round++) {
    const count = Math.max(12, Math.round(perimeter));
    const frames = Array.from({ length: count }, (_, at) => curve.frame((2 * Math.PI * at) / count));
    if (frames.some(({ at }) => isOutside(levels, at))) return undefined;
    const across = frames.map(({ at, normal }) => profile(levels, at, normal, -inside, REACH, STEP));
    const found = shiftsOf(across, inside, blur);
    if (!found) return undefined;
    const moved = frames.map(({ at, normal }, index): Point => {
      const shift = found.shifts[index]!;
      return [at[0] + shift * normal[0], at[1] + shift * normal[1]];
    });
    const last = round === rounds - 1;
    const even = resampled(moved, perimeterOf(moved) / count, true);
    noise = found.noise;
    curve = ClosedCurve.through(even, Math.min(HARMONICS, count / 5), last ? Math.max(quiet, noise.station) : 0);
    blur = found.blur;
  }
  const { outline, bends } = unbent(curve, 4 * perimeter, blur);
  const kept = Math.min(1, curve.harmonics.length / perimeter);
  return {
    outline,
    uPlace: Math.hypot(noise.station * Math.sqrt(kept), noise.level),
    uMean: Math.hypot(noise.station, noise.level * Math.sqrt(2 * LEVELS + 1)) / Math.sqrt(perimeter),
    blur,
    bends,
    noise,
  };
}

/** A curve moved out again by what a blur draws a bent edge in. */
function unbent(curve: ClosedCurve, count: number, blur: number): Pick<ContourGauge, 'outline' | 'bends'> {
  const bends: number[] = [];
  const outline = Array.from({ length: count }, (_, index): Point => {
    const { at, normal, curvature } = curve.frame((2 * Math.PI * index) / count);
    const bend = (blur * blur * Math.max(-0.7 / blur, Math.min(0.7 / blur, curvature))) / 2;
    bends.push(bend);
    return [at[0] + bend * normal[0], at[1] + bend * normal[1]];
  });
  return { outline, bends };
}

const isOutside = ({ width, height }: Levels, [x, y]: Point) => x < 2 || y < 2 || x > width - 3 || y > height - 3;

const perimeterOf = (points: readonly Point[]) =>
  points.reduce((sum, point, at) => sum + distance(point, points[(at + 1) % points.length]!), 0);

/** Standard deviations of the place of an edge at one station, px. */
interface Noise {
  /** By the noise of the levels across the edge. */
  station: number;
  /** By the levels inside and outside, which neighbouring stations share. */
  level: number;
}

/** How far the edge lies outside of each station, and how blurred it is on the whole. */
function shiftsOf(across: readonly Float64Array[], inside: number, blur: number) {
  const zone = Math.min(Math.max(1.5, 2.2 * blur), 0.75 * inside + 0.25, REACH - 2);
  const index = (t: number) => Math.round((t + inside) / STEP);
  const mean = (values: Float64Array, from: number, to: number) => {
    const part = values.subarray(Math.max(0, index(from)), index(to) + 1);
    return part.reduce((sum, value) => sum + value, 0) / part.length;
  };
  const [first, last] = [Math.max(0, index(-zone)), index(zone)];
  const smooth = Array.from({ length: across[0]!.length }, (_, at) =>
    movingMeanAround(
      across.map((section) => section[at]!),
      SMOOTH,
    ),
  );
  const sections = across.map((_, station) => Float64Array.from(smooth, (values) => values[station]!));
  const depth = Math.min(-zone, -inside + 1);
  const beyond = Math.min(zone, REACH - 2);
  const inner = movingMeanAround(
    across.map((section) => mean(section, -inside, depth)),
    LEVELS,
  );
  const outside = across.map((section) => mean(section, beyond, REACH));
  const outer = movingMeanAround(outside, LEVELS);
  const usual = inner.reduce((sum, level, at) => sum + level - outer[at]!, 0) / inner.length;
  const weak = inner.filter((level, at) => (level - outer[at]!) / usual < 0.3).length;
  if (!usual || weak > 0.15 * inner.length) return undefined;
  const shifts = sections.map((section, at) => {
    const step = inner[at]! - outer[at]!;
    if (step / usual < 0.3) return 0;
    // A sharp edge at δ leaves a content of δ less where the zone begins.
    let shift = first * STEP - inside;
    for (let t = first; t < last; t++) {
      shift += (STEP * ((section[t]! + section[t + 1]!) / 2 - outer[at]!)) / step;
    }
    return Math.max(-2, Math.min(2, shift));
  });
  // The noise of an integral along one pixel of a profile, whatever neighbouring pixels share of it.
  const square = outside.reduce((sum, value, at) => sum + (value - outer[at]!) ** 2, 0);
  const grain = Math.sqrt((square / outside.length) * (REACH - beyond)) * UNSHARED;
  const depths = Math.max(0.5, depth + inside);
  const level = (grain * zone) / Math.abs(usual) / Math.sqrt(2 * LEVELS + 1);
  return {
    shifts,
    blur: blurOf(sections, inner, outer, inside, shifts),
    noise: {
      station: (grain * Math.sqrt(2 * zone)) / Math.abs(usual),
      level: level * Math.sqrt(1 / depths + 1 / (REACH - beyond)),
    },
  };
}

function blurOf(
  sections: readonly Float64Array[],
  inner: Float64Array,
  outer: Float64Array,
  inside: number,
  shifts: readonly number[],
): number {
  const [x, y]: [number[], number[]] = [[], []];
  const count = sections[0]!.length;
  for (let at = 0; at < count; at++) {
    const bins = sections.map((section, station) => {
      const place = at + shifts[station]! / STEP;
      const left = Math.max(0, Math.min(count - 2, Math.floor(place)));
      const value = section[left]! + (place - left) * (section[left + 1]! - section[left]!);
      return (value - outer[station]!) / (inner[station]! - outer[station]! || 1);
    });
    x.push(at * STEP - inside);
    y.push(bins.sort((a, b) => a - b)[bins.length >> 1]!);
  }
  const model = (t: number, [place, spread, height]: readonly number[]) =>
    height! * (1 - phi((t - place!) / Math.max(0.3, Math.abs(spread!))));
  const { parameters } = fitCurve(x, y, model, [0, 1.2, 1], [0.01, 0.01, 0.01]);
  return Math.min(4, Math.max(0.4, Math.abs(parameters[1]!)));
}
