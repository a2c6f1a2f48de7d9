import { WATCHED, type Look, type Watched } from './watched';

/** What is normal for one value: its middle, and how far it strays by itself. */
export interface Normal {
  middle: number;
  spread: number;
}

export type Baseline = Record<Watched, Normal> & {
  structure?: Normal;
  /** One a place. */
  detail?: Normal[];
};

/** The least spread that counts, so that a perfectly still scene does not make every flicker a change. */
const LEAST: Record<Watched, number> = { light: 0.01, contrast: 0.01, focus: 0.02, score: 0.3 };
const LEAST_DETAIL = 0.02;

/** Standard deviations in one median absolute deviation of a normal distribution. */
const PER_MAD = 1.4826;

/** Below this structure (half of what is fine is noise) defocus changes nothing that could be seen. */
const BLIND = Math.log(2);

/**
 * What is normal, from looks while the line was in order: medians and median absolute deviations (Rousseeuw & Croux 1993),
 * so that a few odd parts among them do not count.
 */
export function baselineOf(looks: Look[]): Baseline {
  const of = (name: Watched) =>
    normal(
      looks.map((look) => look[name]),
      LEAST[name],
    );
  const structures = looks.flatMap(({ structure }) => structure ?? []);
  const details = looks.flatMap(({ detail }) => (detail ? [detail] : []));
  return {
    ...(Object.fromEntries(WATCHED.map((name) => [name, of(name)])) as Record<Watched, Normal>),
    ...(structures.length > 0 && { structure: normal(structures, 0) }),
    ...(details.length > 0 && {
      detail: details[0]!.map((_, place) =>
        normal(
          details.map((detail) => detail[place]!),
          LEAST_DETAIL,
        ),
      ),
    }),
  };
}

/** Whether the looks hold nothing by which a change of focus could be seen. */
export const isBlind = ({ structure }: Baseline): boolean => structure !== undefined && structure.middle < BLIND;

function normal(values: number[], least: number): Normal {
  const middle = median(values);
  const spread = PER_MAD * median(values.map((value) => Math.abs(value - middle)));
  return { middle, spread: Math.max(least, spread) };
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
