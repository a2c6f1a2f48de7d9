import type { DecisionOptions, Label } from '../inspection/labels';
import type { Decision, Judgement } from '../inspection/record';
import { outcomeOf } from './outcome';
import type { Scored } from './score';

/** What the plant can bear, shares of 0..1. */
export interface Wishes {
  /** Defective parts that may be called good. */
  miss: number;
  /** Good parts that may be called NG. */
  falseAlarm: number;
}

export const DEFAULT_WISHES: Wishes = { miss: 0.05, falseAlarm: 0.02 };

/** A limit, and whether the pictures suffice to promise what was wished for. */
export interface Limit {
  threshold: number;
  assured: boolean;
}

/** Least probability of a decision; below 0.34 a decision could not even lead the two others. */
const LEAST = 0.34;
const MOST = 0.99;
/** With no example of the other side a limit is no better than a convention. */
const CONVENTION = 0.5;

/**
 * Limits for the decisions, from pictures whose truth is known. What the new limits let through of `n` known pictures is
 * counted so that the next one, not seen yet, exceeds the wish with no more than the wished chance (the conformal rank
 * ⌊share · (n + 1)⌋, Vovk, Gammerman & Shafer 2005): with fewer than 1/share − 1 pictures nothing can be promised, and
 * the limit lies just beyond all of them.
 *
 * - Normal labels: so high that defective parts are not taken for good.
 * - Each defect label: so high that good parts which it leads are not called NG; the wish is shared among the labels that
 *   lead any good part.
 */
export function fitLimits(
  scored: Scored[],
  labels: Label[],
  decision: DecisionOptions,
  wishes: Wishes,
): { labels: Label[]; ok: Limit; ng: Record<string, Limit> } {
  const open = { ...decision, threshold: 0, margin: 0, unknownBelow: 0, unknownMargin: 0 };
  const free = labels.map(({ threshold: _, ...label }) => label);
  const leads = scored.map((one) => ({ one, judgement: outcomeOf(one, free, open) }));
  const bad = leads.filter(({ one }) => !one.good);
  const good = leads.filter(({ one }) => one.good);

  const ok = bad.length ? limitOver(chances(bad, 'ok'), wishes.miss) : { threshold: CONVENTION, assured: false };
  const falsely = good
    .filter(({ judgement }) => judgement.decision === 'ng')
    .map(({ judgement }) => judgement.label.id);
  const sharing = Math.max(1, new Set(falsely).size);
  const ng = Object.fromEntries(
    free
      .filter(({ kind }) => kind === 'defect')
      .map(({ id }) => {
        if (good.length === 0) return [id, { threshold: CONVENTION, assured: false }];
        const led = chances(good, 'ng', id);
        return [id, limitOver(led, wishes.falseAlarm / sharing)];
      }),
  );
  const fitted = free.map((label) => {
    if (label.kind === 'normal') return { ...label, threshold: ok.threshold };
    return label.kind === 'defect' ? { ...label, threshold: ng[label.id]!.threshold } : label;
  });
  return { labels: fitted, ok, ng };
}

/** The chance of a decision where it leads, with a label if one is named; 0 where another leads. */
function chances(leads: { judgement: Judgement }[], decision: Decision, label?: string): number[] {
  return leads.map(({ judgement }) =>
    judgement.decision === decision && (label === undefined || judgement.label.id === label)
      ? judgement.probability
      : 0,
  );
}

/** Just above the value that no more than the wished share of new pictures reach. */
function limitOver(values: number[], share: number): Limit {
  const falling = [...values].sort((a, b) => b - a);
  const { index, assured } = rankFor(values.length, share);
  const beyond = Math.ceil((falling[index]! + 1e-6) * 1000) / 1000;
  return { threshold: Math.min(MOST, Math.max(LEAST, beyond)), assured: assured && beyond <= MOST };
}

/** Which of `n` values, the worst first, no more than a share of new ones exceeds; not assured: all of them are too few. */
export function rankFor(n: number, share: number): { index: number; assured: boolean } {
  const rank = Math.floor(share * (n + 1));
  return { index: Math.max(0, rank - 1), assured: rank >= 1 };
}
