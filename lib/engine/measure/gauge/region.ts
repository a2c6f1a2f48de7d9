import type { Point } from '../../../inspection/record';
import { polygonArea } from '../geometry';
import type { Shape } from '../shape';
import { gaugeContour, type ContourGauge } from './contour';
import { gaugeLine, type LineGauge } from './line';
import { leastRectangle } from './rectangle';
import { gaugeRelief } from './relief';
import type { Levels } from './sample';
import { pictureOf, strokeOf } from './synthesis';

/** Standard uncertainties by where they come from, px (px² of an area). */
export interface Parts {
  /** Noise over the gradient at the edge. */
  edge: number;
  /** What the picture does not tell of the edge: its blur, its form, the course between ends. */
  form: number;
}

export interface Sized {
  value: number;
  parts: Parts;
}

/** A region's sizes as measured between pixels, by the course of relief's shading, or, `coarse`, by counting pixels. */
export interface Gauged {
  method: 'line' | 'outline' | 'relief' | 'coarse';
  length: Sized;
  width: Sized;
  area: Sized;
  axis: Point[];
  outline: Point[];
  /** How little the direction of an outline's rectangle is known, see {@link leastRectangle}. */
  play: number;
}

/** Standard uncertainty of the place of an edge by the form of its blur, as a part of the blur's standard deviation. */
const BLUR_FORM = 0.02;
/**
 * The content of a stroke's end falls to half a tenth of its width before the tip if that is round, at the tip if it is
 * square: half of both for either end, and as much may be wrong.
 */
const TIPS = 0.1;
/** A side touches the outermost places, which scatter more than any: by rendering noise on ellipses. */
const OUTERMOST = 1.4;
/** Of flat sides the outermost place is too far out by this many of their uncertainties, both sides together. */
const FLAT = 1.5;
/** Part of the shift for bent edges that smoothing takes off pointed ends; as much may be wrong. Up to so many px. */
const POINTED = 0.3;
const POINTED_MOST = 0.5;
/** Part of what the measuring gets wrong on its own outline that may be wrong: it depends on the form of the blur. */
const OWN = 0.5;
/** The same of one end of a region alone. */
const END_FORM = 0.08;
/** Part of a correction by what the measuring gets wrong on its own result that may be wrong. */
const CORRECTED = 0.3;
/** Part of the correction for bent edges that may be wrong. */
const BEND_FORM = 0.1;
/** Standard uncertainty of a border that was drawn pixel by pixel, px; of soft ones it is a convention. */
const COARSE_EDGE = 0.5;
const COARSE_FORM = 1;
/** Of relief, which fades, a part of the size is one. */
const COARSE_SHARE = 0.2;
/** Part of a size that may be wrong of relief: its shading fades towards where it begins, by a course nobody knows. */
const RELIEF_FORM = 0.044;
/** Standard uncertainty of the difference between two rectangles' areas, in those of an end over the width. */
const PLAY = 2;
/** A region whose length squared is more than this many times its area is no blob: a rectangle says little of its course. */
const LONG = 5;
/** Two pieces with less than this part of the area in the larger one have no one outline. */
const WHOLE = 0.9;

/** Measures a region on the levels of the whole picture; falls back to counting where they show no line and no edge. */
export function gaugeRegion(levels: Levels, shape: Shape): Gauged {
  const isLine = shape.axis.length > 2;
  if (isLine) return lineOf(levels, shape) ?? coarse(shape);
  if (shape.length ** 2 > LONG * shape.area) return coarse(shape);
  return outlineOf(levels, shape) ?? reliefOf(levels, shape) ?? coarse(shape);
}

function lineOf(levels: Levels, shape: Shape): Gauged | undefined {
  const line = gaugeLine(levels, shape.axis, shape.width);
  if (!line || Math.abs(line.length - shape.length) > 6 + 0.15 * shape.length) return undefined;
  const off = widthError(line);
  const width = Math.max(line.width / 4, line.width - off);
  const uBlur = Math.hypot(line.uBlur, CORRECTED * off);
  const tips = TIPS * (width + Math.hypot(line.uWidth, uBlur));
  const length = line.length + tips;
  const form = Math.hypot(tips, line.uCourse);
  return {
    method: 'line',
    length: { value: length, parts: { edge: line.uEnds, form } },
    width: { value: width, parts: { edge: line.uWidth, form: uBlur } },
    area: {
      value: length * width,
      parts: {
        edge: Math.hypot(width * line.uEnds, length * line.uWidth),
        form: Math.hypot(width * form, length * uBlur),
      },
    },
    axis: line.course,
    outline: shape.polygon,
    play: 0,
  };
}

/** What the same measuring makes of the width of a stroke of this course, too much: corners widen its sections. */
function widthError({ course, width, blur }: LineGauge): number {
  const even = Math.max(1, width);
  const { levels, left, top } = pictureOf(strokeOf(course, even), blur);
  const again = gaugeLine(
    levels,
    course.map(([x, y]): Point => [x - left, y - top]),
    even,
  );
  return again ? again.width - even : 0;
}

function outlineOf(levels: Levels, shape: Shape): Gauged | undefined {
  if (polygonArea(shape.polygon) + shape.perimeter / 2 < WHOLE * shape.area) return undefined;
  const contour = gaugeContour(levels, shape.polygon, shape.area);
  if (!contour) return undefined;
  const { outline, uPlace, uMean, blur, bends } = contour;
  const area = polygonArea(outline);
  if (Math.abs(area - shape.area) > 0.5 * shape.area + 10) return undefined;
  const own = outlineError(contour);
  const bend = bends.reduce((sum, each) => sum + each, 0) / bends.length;
  const common = Math.hypot(BLUR_FORM * blur, BEND_FORM * bend);
  const play = (PLAY * Math.hypot(uPlace, END_FORM * blur)) / shape.width;
  const rectangle = leastRectangle(outline, play);
  const tips = POINTED * Math.min(POINTED_MOST, endsOf(contour, rectangle.axis));
  const across = (value: number, off: number, doubt: number): Sized => ({
    value: value - off,
    parts: { edge: Math.SQRT2 * OUTERMOST * uPlace, form: Math.hypot(Math.SQRT2 * END_FORM * blur, doubt) },
  });
  return {
    method: 'outline',
    length: across(rectangle.long, -tips, tips),
    width: across(rectangle.short, own.width + FLAT * uPlace, OWN * own.width),
    area: {
      value: area - own.area,
      parts: { edge: shape.perimeter * uMean, form: Math.hypot(shape.perimeter * common, OWN * own.area) },
    },
    axis: rectangle.axis,
    outline,
    play,
  };
}

/** Shift for the bent edge at both ends of an outline in a direction, together, px. */
function endsOf({ outline, bends }: ContourGauge, [from, to]: readonly Point[]): number {
  const along = outline.map(([x, y]) => x * (to![0] - from![0]) + y * (to![1] - from![1]));
  const at = (value: number) => bends[along.indexOf(value)]!;
  return Math.max(0, at(Math.max(...along)) + at(Math.min(...along)));
}

/**
 * What the same measuring makes of this outline, too much: of a small one, no place inside is free of blur. Its length is
 * not corrected by that, as the form of the blur decides over which way it goes at the tips.
 */
function outlineError({ outline, blur, noise }: ContourGauge): Record<'width' | 'area', number> {
  const { levels, left, top } = pictureOf(outline, blur);
  const area = polygonArea(outline);
  const local = outline.map(([x, y]): Point => [x - left, y - top]);
  const again = gaugeContour(levels, local, area, { quiet: noise.station, rounds: 2 });
  if (!again) return { width: 0, area: 0 };
  const [first, second] = [leastRectangle(outline, 0), leastRectangle(again.outline, 0)];
  return { width: second.short - first.short, area: polygonArea(again.outline) - area };
}

function reliefOf(levels: Levels, shape: Shape): Gauged | undefined {
  const relief = gaugeRelief(levels, shape);
  if (!relief) return undefined;
  const { outline, long, short, uMean, uApart } = relief;
  const sized = (value: number, edge: number, form: number): Sized => ({
    value,
    parts: { edge: edge * value, form: form * value },
  });
  const off = Math.hypot(uMean, uApart);
  return {
    method: 'relief',
    length: sized(long, off, RELIEF_FORM),
    width: sized(short, off, RELIEF_FORM),
    area: sized(polygonArea(outline), 2 * uMean, 2 * RELIEF_FORM),
    axis: leastRectangle(outline, 0).axis,
    outline,
    play: 0,
  };
}

function coarse({ length, width, area, perimeter, axis, polygon }: Shape): Gauged {
  const sized = (value: number, reach: number): Sized => ({
    value,
    parts: { edge: reach * COARSE_EDGE, form: Math.hypot(reach * COARSE_FORM, COARSE_SHARE * value) },
  });
  return {
    method: 'coarse',
    length: sized(length, Math.SQRT2),
    width: sized(width, Math.SQRT2),
    area: sized(area, perimeter),
    axis,
    outline: polygon,
    play: 0,
  };
}
