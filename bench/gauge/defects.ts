import type { Point } from '../../lib/inspection/record';
import type { Dice } from './dice';

export const KINDS = ['scratch', 'crack', 'hole', 'particle', 'stain', 'dent'] as const;
export type Kind = (typeof KINDS)[number];

/** A defect on the part, around the origin, mm. */
export interface Defect {
  kind: Kind;
  /** How much of the defect's contrast there is at a point: 0 … 1, below 0 where it turns to the other side. */
  cover(point: Point): number;
  /** Half the side of the square that it stays within. */
  reach: number;
  length: number;
  width?: number;
  area: number;
}

const DRAW: Record<Kind, (dice: Dice) => Omit<Defect, 'kind'>> = { scratch, crack, hole, particle, stain, dent };

export const drawDefect = (kind: Kind, dice: Dice): Defect => ({ kind, ...DRAW[kind](dice) });

/** A stroke of even width, straight or an arc, its ends square or round; the length goes from tip to tip. */
function scratch(dice: Dice): Omit<Defect, 'kind'> {
  const [length, width] = [dice.about(5, 18), dice.between(0.2, 0.55)];
  const round = dice.next() < 0.5;
  const turn = dice.next() < 0.4 ? 0 : dice.between(0.2, 1.2);
  const core = round ? length - width : length;
  const cover = turn ? arcCover(core, core / turn, width, round) : straightCover(core, width, round);
  return { cover, reach: length / 2 + 1, length, width, area: core * width + (round ? Math.PI * (width / 2) ** 2 : 0) };
}

const straightCover = (core: number, width: number, round: boolean) => (point: Point) => {
  const along = Math.abs(point[0]) - core / 2;
  const off = round && along > 0 ? Math.hypot(along, point[1]) : along > 0 ? Infinity : Math.abs(point[1]);
  return off <= width / 2 ? 1 : 0;
};

const arcCover = (core: number, radius: number, width: number, round: boolean) => (point: Point) => {
  const [x, y] = [point[0], point[1] + radius * Math.cos(core / radius / 4)];
  const angle = Math.atan2(x, y);
  const along = Math.abs(angle) * radius - core / 2;
  const straight = Math.abs(Math.hypot(x, y) - radius);
  const end = core / 2 / radius;
  const tip: Point = [radius * Math.sin(Math.sign(angle) * end), radius * Math.cos(end)];
  const off = along <= 0 ? straight : round ? Math.hypot(x - tip[0], y - tip[1]) : Infinity;
  return off <= width / 2 ? 1 : 0;
};

/** A dark line of sharp corners, a little wider here than there; the length is that of its middle line. */
function crack(dice: Dice): Omit<Defect, 'kind'> {
  const pieces = 4 + Math.floor(dice.next() * 6);
  const points: Point[] = [[0, 0]];
  let heading = 0;
  for (let piece = 0; piece < pieces; piece++) {
    const [x, y] = points.at(-1)!;
    const step = dice.between(0.8, 2.2);
    points.push([x + step * Math.cos(heading), y + step * Math.sin(heading)]);
    heading = (piece % 2 ? -1 : 1) * dice.between(0.05, 0.55);
  }
  const middle: Point = [points.at(-1)![0] / 2, points.at(-1)![1] / 2];
  const course = points.map(([x, y]): Point => [x - middle[0], y - middle[1]]);
  const widths = course.map(() => dice.between(0.15, 0.35));
  const segments = course.slice(1).map((to, index) => ({ from: course[index]!, to, index }));
  const cover = ([px, py]: Point) => {
    for (const { from, to, index } of segments) {
      const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
      const t = ((px - from[0]) * dx + (py - from[1]) * dy) / (dx * dx + dy * dy);
      const last = (t < 0 && index === 0) || (t > 1 && index === segments.length - 1);
      const c = Math.min(1, Math.max(0, t));
      const half = (widths[index]! * (1 - c) + widths[index + 1]! * c) / 2;
      if (!last && Math.hypot(px - from[0] - c * dx, py - from[1] - c * dy) <= half) return 1;
    }
    return 0;
  };
  const spans = segments.map(({ from, to }) => Math.hypot(to[0] - from[0], to[1] - from[1]));
  const length = spans.reduce((sum, span) => sum + span, 0);
  const area = spans.reduce((sum, span, index) => sum + (span * (widths[index]! + widths[index + 1]!)) / 2, 0);
  return { cover, reach: length / 2 + 1, length, area };
}

/** A disc or an ellipse with a sharp rim. */
function hole(dice: Dice): Omit<Defect, 'kind'> {
  const length = dice.about(1, 7);
  const width = length / dice.between(1, 2.5);
  const cover = ([x, y]: Point) => (((2 * x) / length) ** 2 + ((2 * y) / width) ** 2 <= 1 ? 1 : 0);
  return { cover, reach: length / 2 + 1, length, width, area: (Math.PI * length * width) / 4 };
}

/** An uneven outline with a sharp edge. */
function particle(dice: Dice): Omit<Defect, 'kind'> {
  const outline = unevenOutline(dice, dice.about(0.6, 3), 0.16);
  return { ...outline, cover: (point) => (outline.depth(point) > 0 ? 1 : 0) };
}

/** An uneven outline whose edge fades over a width of its own; where half is left is the border. */
function stain(dice: Dice): Omit<Defect, 'kind'> {
  const outline = unevenOutline(dice, dice.about(1.2, 4.5), 0.1);
  const fade = dice.between(0.1, 0.5);
  return { ...outline, cover: (point) => Math.min(1, Math.max(0, 0.5 + outline.depth(point) / fade)) };
}

/**
 * A round or oval dip lit from one side: bright and dark flanks. Its border is where the dip begins; how fast it grows
 * steep from there, r (1 − rᑫ)ᵖ, is drawn anew for every dent.
 */
function dent(dice: Dice): Omit<Defect, 'kind'> {
  const radius = dice.about(1, 4);
  const light = dice.between(0, 2 * Math.PI);
  const across = radius / dice.between(1, 1.5);
  const [q, p] = [dice.between(1.5, 3), dice.between(0.7, 1.8)];
  const steepness = (r: number) => (r < 1 ? r * (1 - r ** q) ** p : 0);
  const most = Array.from({ length: 200 }, (_, at) => steepness(at / 200)).reduce((a, b) => Math.max(a, b));
  const cover = ([x, y]: Point) => {
    const r = Math.hypot(x / radius, y / across);
    const towards = (x * Math.cos(light)) / radius ** 2 + (y * Math.sin(light)) / across ** 2;
    return r > 0 ? ((steepness(r) / most) * across * towards) / r : 0;
  };
  return { cover, reach: radius + 1, length: 2 * radius, width: 2 * across, area: Math.PI * radius * across };
}

/** r(φ) = r₀ (1 + Σ aₖ cos(kφ + φₖ)), k = 2 … 5; `depth` inside of it about square to the outline, mm. */
function unevenOutline(dice: Dice, radius: number, roughness: number) {
  const waves = [2, 3, 4, 5].map((k) => ({ k, size: (dice.normal() * roughness) / k, phase: dice.between(0, 6.28) }));
  const at = (angle: number) =>
    radius * waves.reduce((sum, { k, size, phase }) => sum + size * Math.cos(k * angle + phase), 1);
  const slope = (angle: number) =>
    -radius * waves.reduce((sum, { k, size, phase }) => sum + k * size * Math.sin(k * angle + phase), 0);
  const points = Array.from({ length: 2000 }, (_, index): Point => {
    const angle = (index * Math.PI) / 1000;
    return [at(angle) * Math.cos(angle), at(angle) * Math.sin(angle)];
  });
  const area = points.reduce((sum, [,], index) => sum + at((index * Math.PI) / 1000) ** 2 * (Math.PI / 2000), 0);
  const depth = ([x, y]: Point) => {
    const angle = Math.atan2(y, x);
    const r = at(angle);
    return (r - Math.hypot(x, y)) / Math.hypot(1, slope(angle) / r);
  };
  return { depth, points, reach: 1.8 * radius + 1, area, length: longSideOf(points) };
}

/** Long side of the rectangle of least area around points, by trying every direction to a tenth of a degree. */
function longSideOf(points: readonly Point[]): number {
  let best = { area: Infinity, long: 0 };
  for (let angle = 0; angle < Math.PI / 2; angle += Math.PI / 1800) {
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    let [x0, x1, y0, y1] = [Infinity, -Infinity, Infinity, -Infinity];
    for (const [x, y] of points) {
      const [u, v] = [x * c + y * s, y * c - x * s];
      [x0, x1, y0, y1] = [Math.min(x0, u), Math.max(x1, u), Math.min(y0, v), Math.max(y1, v)];
    }
    if ((x1 - x0) * (y1 - y0) < best.area) {
      best = { area: (x1 - x0) * (y1 - y0), long: Math.max(x1 - x0, y1 - y0) };
    }
  }
  return best.long;
}
