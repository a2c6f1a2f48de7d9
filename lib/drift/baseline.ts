import { WATCHED, type Look, type Watched } from './watched';

/** What is normal for one value: its middle, and how far it strays by itself. */
export interface Normal {
  middle: number;
  spread: number;
}

export type Baseline = Record<Watched, Normal>;

/** The least spread that counts, so that a perfectly still scene does not make every flicker a change. */
const LEAST: Record<Watched, number> = { light: 0.01, contrast: 0.01, focus: 0.02, score: 0.3 };

/** Standard deviations in one median absolute deviation of a normal distribution. */
const PER_MAD = 1.4826;

/**
 * What is normal, from looks while the line was in order: medians and median absolute deviations (Rousseeuw & Croux 1993),
 * so that a few odd parts among them do not count.
 */
export function baselineOf(looks: Look[]): Baseline {
  const normal = (name: Watched): Normal => {
    const values = looks.map((look) => look[name]);
    const middle = median(values);
    const spread = PER_MAD * median(values.map((value) => Math.abs(value - middle)));
    return { middle, spread: Math.max(LEAST[name], spread) };
  };
  return Object.fromEntries(WATCHED.map((name) => [name, normal(name)])) as Baseline;
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
