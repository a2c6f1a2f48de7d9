import type { Point } from '../../../inspection/record';
import { fitCurve, phi } from './fit';
import { distance, movingMean, profile, resampled, type Levels } from './sample';

/** A line measured between pixels. Lengths in px; `u…`: standard uncertainties. */
export interface LineGauge {
  course: Point[];
  length: number;
  width: number;
  /** Of the two ends' places together: noise over gradient. */
  uEnds: number;
  /** Of the course between the ends. */
  uCourse: number;
  /** Of the width by noise, and by what is not known of the blur. */
  uWidth: number;
  uBlur: number;
  blur: number;
}

/** Pixels beside a line that stand for its background, behind a gap for its blur. */
const BESIDE = 5;
const GAP = 3;
/** Step of profiles, px. */
const STEP = 0.5;
/** Stations to either side over which centres are averaged; and the double, to see what averaging takes off. */
const SMOOTH = 3;
/**
 * A mean over 2h of a course takes θ²h/6 off a corner of θ, a Gaussian blur s takes θ²s/(2√π): what the smoothing of
 * {@link SMOOTH} takes times this is taken by a blur of 1 px.
 */
const CORNERS = 0.486;
/** Part of what was put back for corners that may be wrong. */
const COURSE_FORM = 0.4;
/** Neighbouring samples of an interpolated picture share their noise: variance of a mean is this times larger. */
const SHARED = 1.5;
/** Standard deviation of a lens's blur that is looked for, px. */
/** Part by which the blur of an end may differ from that of the sides: the form of the end. */
const BLUR_FORM = 0.04;
const BLURS = { least: 0.3, most: 8 };

/**
 * Measures a line by its levels: the middle of each cross-section, the places where the cross-section's content falls
 * to half at both ends, and the width that the mean cross-section has beside its blur.
 *
 * @param axis its course in whole pixels, and `width` about its width
 * @returns undefined where the levels do not show a line with two ends
 */
export function gaugeLine(levels: Levels, axis: readonly Point[], width: number): LineGauge | undefined {
  const half = Math.max(1, width / 2);
  const reach = half + GAP + BESIDE;
  const lead = Math.ceil(half) + 9;
  let stations = prolonged(trimmed(resampled(axis, 1)), lead);
  if (stations.some((point) => isOutside(levels, point, 1)))
    stations = stations.filter((p) => !isOutside(levels, p, 1));
  if (stations.length < 2 * lead + 8) return undefined;
  for (let round = 0; round < 3; round++) stations = centred(levels, stations, half, reach, lead);
  const sections = sectionsOf(levels, stations, reach);
  const content = contentOf(sections, half, reach);
  const ends = endsOf(content, lead, half);
  if (!ends) return undefined;
  const [first, last] = ends;
  const section = widthOf(sections, ends, lead, half);
  const course = between(stations, first.at, last.at);
  if (!section || course.length < 3) return undefined;
  const [near, far] = [SMOOTH, 2 * SMOOTH].map((by) => lengthOf(smoothed(course, by)));
  const [cut, blur] = [Math.max(0, near! - far!), section.blur];
  const raw = near! + cut * (1 + CORNERS * blur);
  return {
    course: smoothed(course, SMOOTH),
    length: raw,
    width: section.width,
    uEnds: Math.hypot(first.u, last.u),
    uCourse: COURSE_FORM * (raw - near!),
    uWidth: section.u,
    uBlur: section.form,
    blur: section.blur,
  };
}

const isOutside = ({ width, height }: Levels, [x, y]: Point, margin: number) =>
  x < margin || y < margin || x > width - 1 - margin || y > height - 1 - margin;

/** Without its ends, where a thinned line bends into a corner. */
function trimmed(points: Point[]): Point[] {
  const part = Math.min(3, Math.floor(points.length / 6));
  return points.slice(part, points.length - part);
}

/** With straight pieces of `lead` px beyond both ends. */
function prolonged(points: Point[], lead: number): Point[] {
  const beyond = (from: Point, to: Point): Point[] => {
    const span = distance(from, to) || 1;
    return Array.from({ length: lead }, (_, at): Point => [
      to[0] + ((at + 1) * (to[0] - from[0])) / span,
      to[1] + ((at + 1) * (to[1] - from[1])) / span,
    ]);
  };
  const inner = Math.min(points.length - 1, lead + 6);
  const before = beyond(points[Math.min(inner, points.length - 1)]!, points[0]!).reverse();
  return [...before, ...points, ...beyond(points[Math.max(0, points.length - 1 - inner)]!, points.at(-1)!)];
}

function normalsOf(points: readonly Point[]): Point[] {
  return points.map((_, at) => {
    const [a, b] = [points[Math.max(0, at - 4)]!, points[Math.min(points.length - 1, at + 4)]!];
    const span = distance(a, b) || 1;
    return [-(b[1] - a[1]) / span, (b[0] - a[0]) / span];
  });
}

/** Levels across every station less the background beside the line there, from −reach to reach. */
function sectionsOf(levels: Levels, stations: readonly Point[], reach: number): Float64Array[] {
  const normals = normalsOf(stations);
  const raw = stations.map((at, index) => profile(levels, at, normals[index]!, -reach, reach, STEP));
  const side = Math.round(BESIDE / STEP);
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const left = movingMean(
    raw.map((section) => mean(section.subarray(0, side))),
    6,
  );
  const right = movingMean(
    raw.map((section) => mean(section.subarray(section.length - side))),
    6,
  );
  return raw.map((section, index) => {
    const slope = (right[index]! - left[index]!) / (section.length - side);
    return section.map((value, at) => value - left[index]! - slope * (at - side / 2));
  });
}

/** Stations moved to the middle of what stands out across them; those beyond the ends stay in line. */
function centred(levels: Levels, stations: Point[], half: number, reach: number, lead: number): Point[] {
  const sections = sectionsOf(levels, stations, reach);
  const normals = normalsOf(stations);
  const window = half + 2;
  const [from, to] = [lead, stations.length - lead];
  const total = sections.slice(from, to).reduce((sum, section) => sum + momentsOf(section, reach, window).content, 0);
  const usual = total / (to - from);
  const shifts = sections.map((section) => {
    const { content, moment } = momentsOf(section, reach, window);
    return content / usual > 0.4 ? Math.max(-1.5, Math.min(1.5, moment / content)) : 0;
  });
  const even = movingMean(shifts.slice(from, to), 1);
  const moved = stations.slice(from, to).map(([x, y], index): Point => {
    const [nx, ny] = normals[from + index]!;
    return [x + even[index]! * nx, y + even[index]! * ny];
  });
  return prolonged(resampled(moved, 1), lead);
}

function momentsOf(section: Float64Array, reach: number, window: number) {
  let [content, moment] = [0, 0];
  section.forEach((value, at) => {
    const t = at * STEP - reach;
    if (Math.abs(t) > window) return;
    content += value * STEP;
    moment += value * t * STEP;
  });
  return { content, moment };
}

const contentOf = (sections: readonly Float64Array[], half: number, reach: number) =>
  sections.map((section) => momentsOf(section, reach, half + GAP).content);

interface End {
  /** Position along the stations. */
  at: number;
  u: number;
  /** Standard deviation of the blur that the content falls by, px. */
  blur: number;
  uBlur: number;
}

/** Where the content falls to half of what it is near each end. */
function endsOf(content: number[], lead: number, half: number): [End, End] | undefined {
  const sign = Math.sign(content.slice(lead, -lead).reduce((sum, value) => sum + value, 0));
  const heights = content.map((value) => value * sign);
  const first = endOf(heights, lead, half);
  const last = endOf([...heights].reverse(), lead, half);
  return first && last && [first, { ...last, at: heights.length - 1 - last.at }];
}

/** The first end of `heights`, which rise from nothing to the line. */
function endOf(heights: number[], lead: number, half: number): End | undefined {
  const window = heights.slice(0, Math.min(Math.floor(heights.length / 2), 3 * lead));
  const plateau = [...window.slice(lead + 3)].sort((a, b) => a - b)[Math.floor((window.length - lead - 3) / 2)]!;
  const smooth = movingMean(window, 1);
  let cross = window.length - 1;
  while (cross > 0 && smooth[cross]! > plateau / 2) cross -= 1;
  const near = [Math.max(0, cross - 9), Math.min(window.length, cross + 2 * Math.ceil(half) + 14)] as const;
  const x = Array.from({ length: near[1] - near[0] }, (_, at) => near[0] + at);
  const y = x.map((at) => window[at]!);
  // A line may be narrower or fainter towards its end.
  const model = (at: number, [place, spread, height, slope]: readonly number[]) =>
    (height! + slope! * Math.max(0, at - place!)) * phi((at - place!) / Math.max(BLURS.least, Math.abs(spread!)));
  const fine = plateau * 1e-3 || 1e-3;
  const fit = fitCurve(x, y, model, [cross + 0.5, 1, plateau, 0], [0.01, 0.01, fine, fine]);
  const [at, spread] = fit.parameters as [number, number];
  const trusted = Math.abs(at - cross) < 6 && Math.abs(spread) < BLURS.most && at > near[0] && at < near[1];
  const [u, uBlur] = fit.uncertainties.map((value) => value * Math.sqrt(SHARED)) as [number, number];
  return trusted ? { at, u, blur: Math.abs(spread), uBlur } : undefined;
}

/** The stations between two positions among them, both included. */
function between(stations: readonly Point[], from: number, to: number): Point[] {
  const at = (position: number): Point => {
    const index = Math.max(0, Math.min(stations.length - 2, Math.floor(position)));
    const [a, b, part] = [stations[index]!, stations[index + 1]!, position - index];
    return [a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1])];
  };
  return [at(from), ...stations.slice(Math.floor(from) + 1, Math.ceil(to)), at(to)];
}

function smoothed(course: readonly Point[], by: number): Point[] {
  const [xs, ys] = ([0, 1] as const).map((axis) =>
    movingMean(
      course.map((point) => point[axis]),
      by,
    ),
  );
  return course.map((_, at): Point => [xs![at]!, ys![at]!]);
}

const lengthOf = (course: readonly Point[]) =>
  course.reduce((sum, point, at) => (at ? sum + distance(course[at - 1]!, point) : 0), 0);

/**
 * The width of a bar that a blur makes of the mean cross-section between two stations. The blur is that of the ends,
 * which fall as sharply as the lens lets them: of a thin line, blur and width tell the same from the section alone.
 */
function widthOf(sections: readonly Float64Array[], [first, last]: readonly [End, End], lead: number, half: number) {
  const middle = sections.slice(Math.ceil(first.at + lead / 2), Math.floor(last.at - lead / 2) + 1);
  const chosen = middle.length >= 3 ? middle : sections;
  const mean = chosen[0]!.map((_, at) => chosen.reduce((sum, section) => sum + section[at]!, 0) / chosen.length);
  const reach = ((mean.length - 1) / 2) * STEP;
  const x = Array.from(mean, (_, at) => at * STEP - reach);
  const peak = mean.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
  const withBlur = (blur: number) => {
    const s = Math.max(BLURS.least, blur);
    const model = (t: number, [middle, width, height]: readonly number[]) =>
      height! * (phi((t - middle! + width! / 2) / s) - phi((t - middle! - width! / 2) / s));
    return fitCurve(x, mean, model, [0, 2 * half, peak], [0.01, 0.01, Math.abs(peak) * 1e-3 || 1e-3]);
  };
  const blur = (first.blur + last.blur) / 2;
  const scatter = Math.max(Math.hypot(first.uBlur, last.uBlur), Math.abs(first.blur - last.blur)) / 2;
  const uBlur = Math.hypot(Math.min(scatter, blur), BLUR_FORM * blur);
  const fit = withBlur(blur);
  const width = Math.abs(fit.parameters[1]!);
  if (!(width > 0) || width > 4 * half + 4) return undefined;
  const u = Math.min(fit.uncertainties[1]! * Math.sqrt(SHARED), half);
  // The variance of the section is w²/12 + s²: of two that are as wide, the sharper one is of the wider bar.
  return { width, u, form: Math.sqrt(width * width + 24 * blur * uBlur) - width, blur };
}
