import { decide, probabilities } from '../inspection/decide';
import type { DecisionOptions, Label } from '../inspection/labels';
import type { Judgement } from '../inspection/record';
import type { Scored } from './score';
import { logitsOf } from './variants';

/** What the line would have said of a scored picture with these labels and limits. */
export function outcomeOf({ output }: Scored, labels: Label[], decision: DecisionOptions, set = 0): Judgement {
  const regions = output.regions.map(({ box, logits }) => ({ box, logits: logitsOf(logits, labels, set) }));
  return decide({ ...output, regions }, labels, decision);
}

/**
 * How far a picture looks defective, 0..1, before any limit: the chance of all defect labels together (softmax) or of the
 * best one (sigmoid), of the region where it is highest.
 *
 * @param without labels that are left out, as if the form did not hold them
 */
export function defectScore({ output }: Scored, labels: Label[], set = 0, without?: string): number {
  const kept = labels.map(({ id }, index) => ({ id, index })).filter(({ id }) => id !== without);
  return Math.max(
    ...output.regions.map(({ logits }) => {
      const own = logitsOf(logits, labels, set);
      const chances = probabilities(
        kept.map(({ index }) => own[index]!),
        output.scoring,
      );
      const defects = chances.filter((_, at) => labels[kept[at]!.index]!.kind === 'defect');
      return output.scoring === 'sigmoid' ? Math.max(0, ...defects) : defects.reduce((sum, chance) => sum + chance, 0);
    }),
  );
}
