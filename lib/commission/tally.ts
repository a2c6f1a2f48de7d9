import { shareInterval, type Interval } from '../evaluation/intervals';
import type { Decision } from '../inspection/record';

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

/** Counts what was said of pictures whose truth is known. */
export function tally(outcomes: { good: boolean; decision: Decision }[]): Tally {
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
