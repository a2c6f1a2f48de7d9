import type { Point } from '../../../inspection/record';
import type { Shape } from '../shape';
import { fitCurve } from './fit';
import type { Levels } from './sample';

/** A dip or bump measured by its shading. */
export interface ReliefGauge {
  /** Where it begins: an ellipse, px. */
  outline: Point[];
  long: number;
  short: number;
  /** Standard uncertainties by noise, as parts of the size: of the mean radius, and of what one differs from another. */
  uMean: number;
  uApart: number;
}

/** Around the region's box, as a part of its longer side: relief begins outside of where it is seen. */
const MARGIN = 0.35;
/** Pixels that are looked at, about. */
const SAMPLES = 600;
/** How the slope fades towards the border: between a pressed dip with a rim and one that was bent in. */
const FADE = 1.15;
/** Part of the levels' variance that the model must explain. */
const EXPLAINED = 0.6;
/** Mean radius that may come out, beside half the region's length, and how oval (half the logarithm of the aspect). */
const RADII = { least: 0.6, most: 1.8 };
const OVAL = 0.7;
/** Most that bright and dark may differ, as a part of both. */
const ONE_SIDED = 0.3;
/** First guess of the same. */
const SIZE = 0.08;
const POINTS = 180;

/**
 * Measures where relief begins that is lit from one side: the levels of a round or oval dip differ from the background by
 * its slope along the light, g·u (1 − ρ²)ᵖ, at u from its middle, ρ = 1 on its border (Lambert's law for small slopes).
 *
 * @returns undefined where the levels do not look like that
 */
export function gaugeRelief(levels: Levels, { bbox, length }: Shape): ReliefGauge | undefined {
  const [left, top, width, height] = bbox;
  const unit = length / 2;
  const middle: Point = [left + (width - 1) / 2, top + (height - 1) / 2];
  const { at, values } = samplesOf(levels, bbox, middle, unit);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const spread = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  const light = lightOf(at, values, mean);
  const fine = Math.hypot(...light) * 1e-3 || 1e-3;
  const { parameters, uncertainties, scatter } = fitCurve(
    values.map((_, index) => index),
    values,
    (index, tried) => shading(at[index]!, tried),
    [0, 0, SIZE, 0, 0, ...light, mean, 0, 0],
    [1e-3, 1e-3, 1e-3, 1e-3, 1e-3, fine, fine, fine, fine, fine],
  );
  const [cx, cy, size, e1, e2] = parameters as [number, number, number, number, number];
  const [oval, radius] = [Math.hypot(e1, e2), Math.exp(size)];
  const isSound = radius > RADII.least && radius < RADII.most && oval < OVAL;
  const flat = parameters.with(5, 0).with(6, 0);
  const heights = values.map((value, index) => value - shading(at[index]!, flat));
  const sum = heights.reduce((all, height) => all + height, 0);
  const lopsided = Math.abs(sum) > ONE_SIDED * heights.reduce((all, height) => all + Math.abs(height), 0);
  if (!isSound || lopsided || scatter ** 2 > (1 - EXPLAINED) * spread) return undefined;
  const outline = Array.from({ length: POINTS }, (_, index): Point => {
    const angle = (2 * Math.PI * index) / POINTS;
    const [u, v] = shrunk(Math.cos(angle), Math.sin(angle), -size, -e1, -e2);
    return [middle[0] + unit * (cx + u), middle[1] + unit * (cy + v)];
  });
  return {
    outline,
    long: 2 * unit * radius * Math.exp(oval),
    short: 2 * unit * radius * Math.exp(-oval),
    uMean: uncertainties[2]!,
    uApart: Math.hypot(uncertainties[3]!, uncertainties[4]!) / Math.SQRT2,
  };
}

/** The level at a place: relief of a middle, a size and two ovalnesses, under a light, on a background that leans. */
function shading(at: Point, tried: readonly number[]): number {
  // Taken apart by their patterns, these lists would leave 48 MB of garbage a picture.
  const x = at[0] - tried[0]!;
  const y = at[1] - tried[1]!;
  const inside = shrunk(x, y, tried[2]!, tried[3]!, tried[4]!);
  const rest = 1 - inside[0] * inside[0] - inside[1] * inside[1];
  const slope = rest > 0 ? (tried[5]! * x + tried[6]! * y) * rest ** FADE : 0;
  return tried[7]! + tried[8]! * x + tried[9]! * y + slope;
}

/** The point times the exponential of −[[size + e1, e2], [e2, size − e1]]. */
function shrunk(x: number, y: number, size: number, e1: number, e2: number): Point {
  const oval = Math.hypot(e1, e2);
  const c = Math.cosh(oval);
  const s = oval > 1e-9 ? Math.sinh(oval) / oval : 1;
  const scale = Math.exp(-size);
  return [scale * (c * x - s * (e1 * x + e2 * y)), scale * (c * y - s * (e2 * x - e1 * y))];
}

/** How steeply the levels rise over the region on the whole: a first guess of the light. */
function lightOf(at: readonly Point[], values: readonly number[], mean: number): Point {
  const inertia = at.reduce((sum, [x, y]) => sum + x * x + y * y, 0) / 2;
  const moment = (axis: 0 | 1) => values.reduce((sum, value, i) => sum + (value - mean) * at[i]![axis], 0);
  return [(3 * moment(0)) / inertia, (3 * moment(1)) / inertia];
}

/** Levels in and around a box, and where they are beside `middle` in `unit`s. */
function samplesOf({ values, width, height }: Levels, [left, top, w, h]: Shape['bbox'], middle: Point, unit: number) {
  const margin = MARGIN * Math.max(w, h);
  const step = Math.max(1, Math.floor(Math.sqrt(((w + 2 * margin) * (h + 2 * margin)) / SAMPLES)));
  const [samples, at]: [number[], Point[]] = [[], []];
  for (let y = Math.max(0, Math.round(top - margin)); y < Math.min(height, top + h + margin); y += step) {
    for (let x = Math.max(0, Math.round(left - margin)); x < Math.min(width, left + w + margin); x += step) {
      samples.push(values[y * width + x]!);
      at.push([(x - middle[0]) / unit, (y - middle[1]) / unit]);
    }
  }
  return { at, values: samples };
}
