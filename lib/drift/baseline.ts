import { cutOff } from './cusum';
import { WATCHED, type Look, type Watched } from './watched';

/** What is normal for one value: its middle, and how far it strays by itself. */
export interface Normal {
  middle: number;
  spread: number;
}

export type Baseline = Record<Watched | 'structure', Normal> & {
  /** One a place. */
  detail: Normal[];
};

/** The least spread that counts, so that a perfectly still scene does not make every flicker a change. */
const LEAST: Record<Watched, number> = { light: 0.01, contrast: 0.01, focus: 0.01, score: 0.3 };
const LEAST_DETAIL = 0.02;

/** Standard deviations in one median absolute deviation of a normal distribution. */
const PER_MAD = 1.4826;

const STEPS = 20;

/** Below this structure (half of what is fine is noise) defocus changes nothing that could be seen. */
const BLIND = Math.log(2);

/**
 * What is normal, from looks while the line was in order, by the deviations that the sums of `cusum.ts` will add up: cut off at 3,
 * they are 0 on average and have a standard deviation of at most 1. So a few odd parts among them hardly count, and values
 * that lie lopsided or in several heaps, as scores do, add up to nothing by themselves.
 *
 * Source: Huber 1964, "Robust estimation of a location parameter", proposal 2; it begins at the median and median absolute
 * deviation.
 */
export function baselineOf(looks: Look[]): Baseline {
  const of = (least: number, value: (look: Look) => number) => normal(looks.map(value), least);
  const each = WATCHED.map((name) => [name, of(LEAST[name], (look) => look[name])] as const);
  return {
    ...(Object.fromEntries(each) as Record<Watched, Normal>),
    structure: of(0, ({ structure }) => structure),
    detail: (looks[0]?.detail ?? []).map((_, place) => of(LEAST_DETAIL, ({ detail }) => detail[place]!)),
  };
}

/** Whether the looks hold nothing by which a change of focus could be seen. */
export const isBlind = ({ structure }: Baseline): boolean => structure.middle < BLIND;

function normal(values: number[], least: number): Normal {
  const middle = median(values);
  const spread = Math.max(least, PER_MAD * median(values.map((value) => Math.abs(value - middle))));
  let found = { middle, spread };
  for (let step = 0; step < STEPS && found.spread > 0; step++) found = closer(values, found, spread);
  return found;
}

function closer(values: number[], { middle, spread }: Normal, least: number): Normal {
  const cut = values.map((value) => cutOff((value - middle) / spread));
  const mean = cut.reduce((sum, value) => sum + value, 0) / cut.length;
  const deviation = Math.sqrt(cut.reduce((sum, value) => sum + (value - mean) ** 2, 0) / cut.length);
  return { middle: middle + mean * spread, spread: Math.max(least, spread * deviation) };
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
