import { aurocInterval } from '../evaluation/intervals';
import type { Label } from '../inspection/labels';
import { defectScore } from './outcome';
import type { Scored } from './score';

/** What a template or label is worth. */
export interface Worth {
  name: string;
  /** Area under the ROC curve without it, minus that with it: above 0 the pictures are told apart better without. */
  auroc: number;
  /** The same of the distance between good and defective, in standard deviations (d′, Green & Swets 1966). */
  distance: number;
  /** Twice the jackknife's standard error of that distance (Quenouille 1956): what other pictures could have changed. */
  uncertainty: number;
  /** Told apart better without it, beyond that uncertainty. */
  hurts: boolean;
}

/**
 * What leaving out each template, and each look-alike or second defect label, does to telling the known pictures apart.
 * Nothing without at least three pictures of both kinds.
 */
export function worthOf(
  scored: Scored[],
  labels: Label[],
  templates: string[],
): { templates: Worth[]; labels: Worth[] } {
  const good = scored.map((one) => one.good);
  if ([true, false].some((side) => good.filter((one) => one === side).length < 3)) return { templates: [], labels: [] };
  const whole = scored.map((one) => defectScore(one, labels));
  const worth = (name: string, score: (one: Scored) => number): Worth => {
    const without = scored.map(score);
    const gain = (left?: number) => distance(without, good, left) - distance(whole, good, left);
    const [auroc, gained] = [area(without, good) - area(whole, good), gain()];
    const uncertainty = 2 * jackknifeError(scored.map((_, left) => gain(left)));
    return { name, auroc, distance: gained, uncertainty, hurts: auroc >= 0 && gained > uncertainty };
  };
  const several = (kind: Label['kind']) => labels.filter((label) => label.kind === kind).length > 1;
  return {
    templates: templates.map((name, index) => worth(name, (one) => defectScore(one, labels, index + 1))),
    labels: labels
      .filter(({ kind }) => kind !== 'normal' && several(kind))
      .map(({ id }) => worth(id, (one) => defectScore(one, labels, 0, id))),
  };
}

function area(scores: number[], good: boolean[]): number {
  const side = (wanted: boolean) => scores.filter((_, index) => good[index] === wanted);
  return aurocInterval(side(false), side(true))!.auroc;
}

/** d′ on the logit scale: the distance of two means in pooled standard deviations; one picture may be left out. */
function distance(scores: number[], good: boolean[], left?: number): number {
  const side = (wanted: boolean) =>
    moments(scores.flatMap((score, index) => (good[index] === wanted && index !== left ? logit(score) : [])));
  const [bad, fine] = [side(false), side(true)];
  return (bad.mean - fine.mean) / Math.sqrt((bad.variance + fine.variance) / 2 || 1e-12);
}

const logit = (score: number) => Math.log(Math.max(score, 1e-6) / Math.max(1 - score, 1e-6));

function moments(values: number[]): { mean: number; variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length };
}

function jackknifeError(without: number[]): number {
  const { variance } = moments(without);
  return Math.sqrt((without.length - 1) * variance);
}
