import { shareInterval, type Interval } from '../evaluation/intervals';
import type { DecisionOptions, Label } from '../inspection/labels';
import type { Decision } from '../inspection/record';
import { outcomeOf } from './outcome';
import type { Scored } from './score';

export interface Share {
  n: number;
  hits: number;
  /** Where the true share lies with 95 % confidence. */
  interval: Interval;
}

/** What becomes of good and of defective parts. */
export interface Tally {
  good: Record<Decision, Share>;
  bad: Record<Decision, Share>;
}

const DECISIONS: Decision[] = ['ok', 'ng', 'review'];

export interface Setting {
  labels: Label[];
  decision: DecisionOptions;
}

/** What each setting says of its own pictures; several of them when each was fitted without the pictures it is tried on. */
export function tally(tried: { scored: Scored[]; setting: Setting }[]): Tally {
  const outcomes = tried.flatMap(({ scored, setting: { labels, decision } }) =>
    scored.map((one) => ({ good: one.good, decision: outcomeOf(one, labels, decision).decision })),
  );
  const side = (good: boolean) => {
    const own = outcomes.filter((outcome) => outcome.good === good);
    const shares = DECISIONS.map((decision) => {
      const hits = own.filter((outcome) => outcome.decision === decision).length;
      return [decision, { n: own.length, hits, interval: shareInterval(hits, own.length) }];
    });
    return Object.fromEntries(shares) as Record<Decision, Share>;
  };
  return { good: side(true), bad: side(false) };
}
