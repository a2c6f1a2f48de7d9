import type { Judgement } from '../inspection/record';

/** How far a picture looks defective, as a logit; what is not judged yet counts as undecided. */
export function suspicionOf(judgement: Pick<Judgement, 'decision' | 'probability'> | undefined): number {
  if (!judgement) return 0;
  const { decision, probability } = judgement;
  const chance = Math.min(0.999, Math.max(0.001, decision === 'ng' ? probability : 1 - probability));
  return Math.log(chance / (1 - chance));
}
