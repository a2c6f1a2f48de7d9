import type { ClipOutput } from '../inference/jobs';
import { InspectionError } from './errors';
import type { DecisionOptions, Label, LabelKind } from './labels';
import type { Box, Decision, Judgement, JudgementReason, LabelScore } from './record';

const DECISION_OF: Record<LabelKind, Decision> = {
  defect: 'ng',
  normal: 'ok',
  'look-alike': 'review',
  other: 'review',
};

const WORST_FIRST: Decision[] = ['ng', 'review', 'ok'];

interface Scored {
  label: Label;
  probability: number;
}

type Verdict = Pick<
  Judgement,
  'decision' | 'reason' | 'label' | 'probability' | 'margin' | 'threshold' | 'scores' | 'scoring'
>;

/**
 * Turns the logits of the whole picture and its tiles into one judgement.
 *
 * Each region is judged by itself; the worst one decides (ng before review before ok). Among regions of the same
 * decision the surest ng, the least sure review and the least sure ok stand for the picture.
 *
 * @throws InspectionError `ERR_OPTIONS` without labels, `ERR_INTERNAL` when the model's numbers cannot be used.
 */
export function decide(
  output: Pick<ClipOutput, 'regions' | 'scoring' | 'promptsHash' | 'picturesHash'> & {
    model: Pick<ClipOutput['model'], 'id'>;
  },
  labels: Label[],
  options: DecisionOptions,
): Judgement {
  if (labels.length === 0) throw new InspectionError('ERR_OPTIONS', { option: 'labels', reason: 'no label' });
  if (output.regions.length === 0) throw new InspectionError('ERR_INTERNAL', { reason: 'the model judged no region' });
  const judged = output.regions.map(({ box, logits }, index) => ({
    region: index === 0 ? undefined : box,
    ...judgeRegion(probabilities(logits, output.scoring, labels.length), labels, output.scoring, options),
  }));
  const { region, ...verdict } = judged.reduce((worst, other) => (isWorse(other, worst) ? other : worst));
  const { promptsHash, picturesHash, model } = output;
  return { ...verdict, promptsHash, picturesHash, model: model.id, ...regionField(region) };
}

/** Softmax or sigmoid of logits that are already scaled (cosine × logit scale + logit bias); same length, 0..1. */
export function probabilities(logits: number[], scoring: 'softmax' | 'sigmoid', count = logits.length): number[] {
  if (logits.length !== count || !logits.every(Number.isFinite)) {
    throw new InspectionError('ERR_INTERNAL', {
      reason: `the model gave [${logits.slice(0, 3).join(', ')}…] for ${count} labels`,
    });
  }
  if (scoring === 'sigmoid') return logits.map((logit) => 1 / (1 + Math.exp(-logit)));
  const highest = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - highest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/** What one region's probabilities, in the order of the labels, make of it. */
export function judgeRegion(
  chances: number[],
  labels: Label[],
  scoring: 'softmax' | 'sigmoid',
  options: DecisionOptions,
): Verdict {
  const ranked = labels
    .map((label, index) => ({ label, probability: chances[index]! }))
    .sort((a, b) => b.probability - a.probability);
  const decisions = weigh(ranked, scoring);
  const [winner, rival] = decisions;
  const { label } = ranked.find((each) => DECISION_OF[each.label.kind] === winner!.decision)!;
  const probability = winner!.probability;
  const margin = probability - (rival?.probability ?? 0);
  const threshold = label.threshold ?? options.threshold;
  const apart = ranked[0]!.probability - (ranked[1]?.probability ?? 0);
  const reason = reasonFor({ label, probability, margin, threshold, apart }, options);
  const contested = scoring === 'sigmoid' && reason === 'normal' && ranked.some((each) => isDefect(each, options));
  return {
    decision: reason === 'defect' ? 'ng' : reason === 'normal' && !contested ? 'ok' : 'review',
    reason: contested ? 'defect-possible' : reason,
    label: { id: label.id, en: label.en || label.ko, ko: label.ko || label.en },
    probability,
    margin,
    threshold,
    scores: ranked.map((each): LabelScore => ({ id: each.label.id, probability: each.probability })),
    ...(scoring === 'sigmoid' && { scoring }),
  };
}

/** Probabilities that do not exclude each other can both suffice: a part is not good while one of a defect does. */
const isDefect = ({ label, probability }: Scored, options: DecisionOptions): boolean =>
  label.kind === 'defect' && probability >= (label.threshold ?? options.threshold);

/**
 * The chance of each decision, best first: labels exclude each other under softmax, so those of one decision add up
 * (a part torn between scratch and crack is surely not good); under sigmoid the best label speaks for its decision.
 */
function weigh(ranked: Scored[], scoring: 'softmax' | 'sigmoid'): { decision: Decision; probability: number }[] {
  const chances = new Map<Decision, number>();
  for (const { label, probability } of ranked) {
    const decision = DECISION_OF[label.kind];
    const before = chances.get(decision) ?? 0;
    chances.set(decision, scoring === 'softmax' ? before + probability : Math.max(before, probability));
  }
  return [...chances]
    .map(([decision, probability]) => ({ decision, probability }))
    .sort((a, b) => b.probability - a.probability);
}

interface Weighed {
  label: Label;
  probability: number;
  margin: number;
  threshold: number;
  /** Probability of the best label minus the second best's. */
  apart: number;
}

function reasonFor(
  { label, probability, margin, threshold, apart }: Weighed,
  options: DecisionOptions,
): JudgementReason {
  if (probability < options.unknownBelow || label.kind === 'other') return 'unknown';
  if (apart < (options.unknownMargin ?? 0)) return 'labels-close';
  if (label.kind === 'look-alike') return 'look-alike';
  if (probability < threshold) return 'below-threshold';
  if (margin < options.margin) return 'small-margin';
  return label.kind === 'defect' ? 'defect' : 'normal';
}

function isWorse(one: Verdict, other: Verdict): boolean {
  const difference = WORST_FIRST.indexOf(one.decision) - WORST_FIRST.indexOf(other.decision);
  if (difference !== 0) return difference < 0;
  return one.decision === 'ng' ? one.probability > other.probability : one.probability < other.probability;
}

function regionField(region: Box | undefined): { region?: Box } {
  return region ? { region } : {};
}
