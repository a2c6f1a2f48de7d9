import { baselineOf } from '../../lib/drift/baseline';
import { suspicionOf } from '../../lib/drift/suspicion';
import { DriftWatch, type Drift } from '../../lib/drift/watch';
import { WATCHED, type Look } from '../../lib/drift/watched';
import type { Condition } from '../../lib/inference';
import { WAYS, type Judged, type Way } from './look';
import { KINDS, type Kind, type Truth } from './truth';

/** A picture of a running line: what it is, its condition and what is judged of it. */
export interface Seen {
  truth: Pick<Truth, 'role' | 'wear' | 'severity'>;
  condition: Condition;
  judged: Judged;
}

export interface Warned {
  /** Pictures until the first warning, 1 is the first; null: none. */
  after: number | null;
  what: string[];
}

export interface Watched {
  /** Warnings in the steady stretch. */
  steady: { looks: number; warnings: number; what: string[] };
  ramp: Record<Kind, Warned>;
  jump: Record<Kind, Warned>;
}

type Watch = (look: Look) => Pick<Drift, 'what' | 'begins'>[];

/** Each disturbance begins on a line that has just learnt, so that none hides the next. */
export function watchedBy(way: Way, seen: Seen[], watchOf: (learnt: Look[]) => Watch): Watched {
  const looks = (role: Truth['role'], wear?: Kind) =>
    seen
      .filter(({ truth }) => truth.role === role && (!wear || truth.wear === wear))
      .map(({ condition, judged }): Look => ({ ...condition, score: suspicionOf(judged[way]) }));
  const learnt = looks('learn');
  const first = (run: Look[]): Warned => {
    const watch = watchOf(learnt);
    for (const [index, look] of run.entries()) {
      const told = watch(look);
      if (told.length) return { after: index + 1, what: told.map(({ what }) => what) };
    }
    return { after: null, what: [] };
  };
  const watch = watchOf(learnt);
  const steady = looks('steady');
  const warnings = steady.flatMap((look) => watch(look).filter(({ begins }) => begins));
  const each = (role: Truth['role']) =>
    Object.fromEntries(KINDS.map((kind) => [kind, first(looks(role, kind))])) as Record<Kind, Warned>;
  return {
    steady: { looks: steady.length, warnings: warnings.length, what: warnings.map(({ what }) => what) },
    ramp: each('ramp'),
    jump: each('jump'),
  };
}

/** The watch of inspection-drift. */
export function ourWatch(learnt: Look[]): Watch {
  const watch = new DriftWatch(learnt.length);
  for (const look of learnt) watch.step(look);
  return (look) => watch.step(look);
}

/** A chart with limits at three standard deviations (Shewhart 1931), on the same values. */
export function shewhart(learnt: Look[]): Watch {
  const normal = baselineOf(learnt);
  return (look) =>
    WATCHED.filter((what) => Math.abs(look[what] - normal[what].middle) > 3 * normal[what].spread).map((what) => ({
      what,
      begins: true,
    }));
}

export const byWay = <T>(figure: (way: Way) => T): Record<Way, T> =>
  Object.fromEntries(WAYS.map((way) => [way, figure(way)])) as Record<Way, T>;
