import type { Point } from '../../../inspection/record';
import { distance, movingMean, profile, resampled, type Levels } from './sample';

/** A line as it runs through the levels, station by station a pixel apart. */
export interface Course {
  /** Its middle, with straight pieces of {@link Course.lead} stations beyond both ends. */
  stations: Point[];
  lead: number;
  /** Levels across every station less the background beside the line there, from −reach to reach in steps of {@link STEP}. */
  sections: Float64Array[];
  reach: number;
}

/** Step of sections, px. */
export const STEP = 0.5;
/** Pixels beside a line that belong to its blur; those behind them stand for its background. */
export const GAP = 3;
const BESIDE = 5;
/** How often stations are moved to the middle: at least, and while the line still goes on beyond its ends. */
const ROUNDS = { least: 3, most: 16 };
/** Stations by which a line is followed beyond an end at a time: then its new direction is looked for. */
const ONWARD = 4;
/** It goes on while this part of the content of so many stations before is left. */
const GOES_ON = 0.5;
const BEFORE = 12;
/** Stations before an end that give the direction in which it is prolonged: a crack may bend shortly before its tip. */
const DIRECTION = 10;

/**
 * Follows a line by its levels: moves every station to the middle of the cross-section there, and goes on beyond the
 * ends of `axis` for as long as the line does. Thinning may eat up a tip that is two pixels wide and runs diagonally,
 * and what is prolonged straight leaves a line that bends before its tip: its content would seem to end there.
 *
 * @param axis its course in whole pixels, and `half` about half its width
 * @returns undefined where too little of it lies inside the picture
 */
export function followCourse(levels: Levels, axis: readonly Point[], half: number): Course | undefined {
  const reach = half + GAP + BESIDE;
  const lead = Math.ceil(half) + 9;
  let stations = prolonged(trimmed(resampled(axis, 1)), lead);
  if (stations.some((point) => isOutside(levels, point, 1)))
    stations = stations.filter((p) => !isOutside(levels, p, 1));
  if (stations.length < 2 * lead + 8) return undefined;
  let onward = true;
  for (let round = 0; round < (onward ? ROUNDS.most : ROUNDS.least); round++) {
    [stations, onward] = centred(levels, stations, half, reach, lead);
  }
  return { stations, lead, sections: sectionsOf(levels, stations, reach), reach };
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
  const inner = Math.min(points.length - 1, DIRECTION);
  const before = beyond(points[inner]!, points[0]!).reverse();
  return [...before, ...points, ...beyond(points[points.length - 1 - inner]!, points.at(-1)!)];
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

/** Stations moved to the middle of what stands out across them, and whether the line went on beyond an end of them. */
function centred(
  levels: Levels,
  stations: Point[],
  half: number,
  reach: number,
  lead: number,
): [stations: Point[], onward: boolean] {
  const sections = sectionsOf(levels, stations, reach);
  const normals = normalsOf(stations);
  const moments = sections.map((section) => momentsOf(section, reach, half + 2));
  const contents = moments.map(({ content }) => content);
  const last = stations.length - lead;
  const from = lead - onwardFrom(contents, lead, (at) => !isOutside(levels, stations[at]!, 1));
  const onwards = onwardFrom([...contents].reverse(), lead, (at) => !isOutside(levels, stations.at(-1 - at)!, 1));
  const to = last + onwards;
  const usual = contents.slice(lead, last).reduce((sum, content) => sum + content, 0) / (last - lead);
  const shifts = moments.map(({ content, moment }) =>
    content / usual > 0.4 ? Math.max(-1.5, Math.min(1.5, moment / content)) : 0,
  );
  const even = movingMean(shifts.slice(from, to), 1);
  const moved = stations.slice(from, to).map(([x, y], index): Point => {
    const [nx, ny] = normals[from + index]!;
    return [x + even[index]! * nx, y + even[index]! * ny];
  });
  return [prolonged(resampled(moved, 1), lead), from < lead || to > last];
}

/** How many stations before `lead`, {@link ONWARD} at most, the line still shows in. */
function onwardFrom(contents: readonly number[], lead: number, isInside: (at: number) => boolean): number {
  const smooth = movingMean(contents, 1);
  const before = [...smooth.subarray(lead, lead + BEFORE)].sort((a, b) => a - b);
  const usual = before[before.length >> 1]!;
  let count = 0;
  while (count < ONWARD && smooth[lead - 1 - count]! / usual > GOES_ON && isInside(lead - 1 - count)) count += 1;
  return count;
}

/** Content of a section within ±`window` px of its station, level · px, and its first moment. */
export function momentsOf(section: Float64Array, reach: number, window: number) {
  let [content, moment] = [0, 0];
  section.forEach((value, at) => {
    const t = at * STEP - reach;
    if (Math.abs(t) > window) return;
    content += value * STEP;
    moment += value * t * STEP;
  });
  return { content, moment };
}
