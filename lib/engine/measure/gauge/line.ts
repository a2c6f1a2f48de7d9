import type { Point } from '../../../inspection/record';
import { followCourse, GAP, momentsOf, STEP } from './course';
import { fitCurve, phi } from './fit';
import { distance, movingMean, type Levels } from './sample';

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

/** Stations to either side over which centres are averaged; and the double, to see what averaging takes off. */
const SMOOTH = 3;
/**
 * A mean over 2h of a course takes θ²h/6 off a corner of θ, a Gaussian blur s takes θ²s/(2√π): what the smoothing of
 * {@link SMOOTH} takes times this is taken by a blur of 1 px.
 */
const CORNERS = 0.486;
/** Part of what was put back for corners that may be wrong: 510 rendered cracks scatter by 0.2 of it. */
const COURSE_FORM = 0.25;
/** Neighbouring samples of an interpolated picture share their noise: variance of a mean is this times larger. */
const SHARED = 1.5;
/** Part by which the blur of an end may differ from that of the sides: the form of the end. */
const BLUR_FORM = 0.04;
/** Standard deviation of a lens's blur that is looked for, px. */
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
  const followed = followCourse(levels, axis, half);
  if (!followed) return undefined;
  const { stations, lead, sections, reach } = followed;
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
