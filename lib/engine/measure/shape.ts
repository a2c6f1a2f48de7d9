import type { Box, Point } from '../../inspection/record';
import { closeAlone } from './crop';
import { polylineLength } from './geometry';
import { cv, scope, toMat, type Keep, type Mask, type Mat } from './opencv';
import { longestPath, thin } from './skeleton';

/** Longer than this many times its width, a shape is a line and is measured along its course. */
const LINE_ASPECT = 5;
/** A line whose course is longer than this many times its extent is coiled up, and measured by its extent. */
const COILED = 1.6;
/** Pixels of a course that are averaged: thinned lines run in steps of 45°, which alone would make them 8 % too long. */
const SMOOTHING = 2;
/** Pixels before the end of a course that give the direction in which it is prolonged. */
const LEAD = 12;

/** A region's geometry in pixels of the picture. */
export interface Shape {
  bbox: Box;
  /** Outline of the largest piece, simplified to within half a pixel … a pixel. */
  polygon: Point[];
  center: Point;
  area: number;
  length: number;
  width: number;
  /** Degrees counter-clockwise from the x axis, 0 ≤ angle < 180. */
  angle: number;
  /** What the length was measured along: the course of a line, or the long axis, end to end. */
  axis: Point[];
  perimeter: number;
}

/**
 * Measures one region.
 *
 * @param crop the region alone, with at least one pixel of margin
 * @param offset of the crop in the picture
 * @param join gaps up to this many pixels are bridged when the course of a line is sought
 */
export function shapeOf(crop: Mask, offset: Point, join: number): Shape {
  const [dx, dy] = offset;
  const { area, center, bbox } = moments(crop);
  const outline = outlineOf(crop);
  const course = courseOf(join > 0 ? closeAlone(crop, join / 2) : crop);
  const courseLength = polylineLength(course);
  const isLine =
    courseLength * courseLength > LINE_ASPECT * area &&
    courseLength > 0.9 * outline.length &&
    courseLength < COILED * outline.length;
  const axis = isLine ? course : outline.axis;
  const length = isLine ? courseLength : outline.length;
  const move = ([x, y]: Point): Point => [x + dx, y + dy];
  return {
    bbox: [bbox[0] + dx, bbox[1] + dy, bbox[2], bbox[3]],
    polygon: outline.polygon.map(move),
    center: move(center),
    area,
    length,
    width: isLine ? area / length : outline.width,
    angle: outline.angle,
    axis: axis.map(move),
    perimeter: outline.perimeter,
  };
}

function moments({ values, width }: Mask): { area: number; center: Point; bbox: Box } {
  let [area, sumX, sumY, left, right, top, bottom] = [0, 0, 0, Infinity, -1, Infinity, -1];
  for (let at = 0; at < values.length; at++) {
    if (!values[at]) continue;
    const [x, y] = [at % width, Math.floor(at / width)];
    area += 1;
    sumX += x;
    sumY += y;
    [left, right, top, bottom] = [Math.min(left, x), Math.max(right, x), Math.min(top, y), Math.max(bottom, y)];
  }
  const center: Point = [sumX / area, sumY / area];
  return { area, center, bbox: [left, top, right - left + 1, bottom - top + 1] };
}

interface Outline {
  polygon: Point[];
  perimeter: number;
  length: number;
  width: number;
  angle: number;
  axis: [Point, Point];
}

function outlineOf(mask: Mask): Outline {
  return scope((keep) => {
    const found = keep(new cv.MatVector());
    cv.findContours(keep(toMat(mask)), found, keep(new cv.Mat()), cv.RETR_EXTERNAL, cv.CHAIN_APPROX_NONE);
    const contours: Mat[] = Array.from({ length: found.size() as number }, (_, index) => keep(found.get(index) as Mat));
    const largest = contours.reduce((a, b) => (cv.contourArea(b) > cv.contourArea(a) ? b : a));
    const simple: Mat = keep(new cv.Mat());
    cv.approxPolyDP(largest, simple, 1, true);
    const all = keep(
      pointsMat(
        contours.flatMap((contour) => [...contour.data32S]),
        keep,
      ),
    );
    return { polygon: pairs(simple.data32S), perimeter: cv.arcLength(largest, true), ...longAxis(all) };
  });
}

function pointsMat(coordinates: number[], _keep: Keep): Mat {
  const mat: Mat = new cv.Mat(coordinates.length / 2, 1, cv.CV_32SC2);
  mat.data32S.set(coordinates);
  return mat;
}

/** Of the minimum-area rectangle around the pixels (not their centres: one pixel is added to both sides). */
function longAxis(points: Mat): Pick<Outline, 'length' | 'width' | 'angle' | 'axis'> {
  const { center, size, angle } = cv.minAreaRect(points) as {
    center: { x: number; y: number };
    size: { width: number; height: number };
    angle: number;
  };
  const upright = size.width >= size.height;
  const [length, width] = upright ? [size.width + 1, size.height + 1] : [size.height + 1, size.width + 1];
  const direction = ((upright ? angle : angle + 90) * Math.PI) / 180;
  const half = [(Math.cos(direction) * length) / 2, (Math.sin(direction) * length) / 2] as const;
  return {
    length,
    width,
    angle: counterClockwise(direction),
    axis: [
      [center.x - half[0], center.y - half[1]],
      [center.x + half[0], center.y + half[1]],
    ],
  };
}

/** Degrees from the x axis as people draw it, y up; pictures count y down. */
function counterClockwise(direction: number): number {
  const degrees = ((((-direction * 180) / Math.PI) % 180) + 180) % 180;
  return degrees === 180 ? 0 : degrees;
}

/**
 * The smoothed longest way along the skeleton, prolonged at both ends to the border of the mask. Where a thinned line
 * ends it bends into a corner of the end; that part is left away first.
 */
function courseOf(mask: Mask): Point[] {
  const whole = longestPath(thin(mask));
  if (whole.length < 3) return whole;
  const area = mask.values.reduce((sum, set) => sum + set, 0);
  const halfWidth = Math.ceil(area / whole.length / 2);
  const path = whole.length > 6 * halfWidth ? whole.slice(halfWidth, -halfWidth) : whole;
  const smooth = path.map((_, index) => {
    const reach = Math.min(SMOOTHING, index, path.length - 1 - index);
    const part = path.slice(index - reach, index + reach + 1);
    const mean = (axis: 0 | 1) => part.reduce((sum, point) => sum + point[axis], 0) / part.length;
    return [mean(0), mean(1)] as Point;
  });
  const lead = Math.min(LEAD, smooth.length - 1);
  const first = prolong(mask, smooth[lead]!, smooth[0]!);
  const last = prolong(mask, smooth[smooth.length - 1 - lead]!, smooth.at(-1)!);
  return [first, ...smooth, last];
}

/** From `end` on in the direction it was reached, up to the last point inside the mask. */
function prolong({ values, width, height }: Mask, before: Point, end: Point): Point {
  const span = Math.hypot(end[0] - before[0], end[1] - before[1]) || 1;
  const step: Point = [(end[0] - before[0]) / span / 2, (end[1] - before[1]) / span / 2];
  let [x, y] = end;
  for (;;) {
    const [nextX, nextY] = [x + step[0], y + step[1]];
    const [column, row] = [Math.round(nextX), Math.round(nextY)];
    const inside = column >= 0 && column < width && row >= 0 && row < height && values[row * width + column];
    if (!inside || (!step[0] && !step[1])) return [x, y];
    [x, y] = [nextX, nextY];
  }
}

function pairs(coordinates: Int32Array): Point[] {
  return Array.from({ length: coordinates.length / 2 }, (_, i): Point => [
    coordinates[2 * i]!,
    coordinates[2 * i + 1]!,
  ]);
}
