import { hashOf } from '../hash';
import type { ClipOutput } from '../inference/jobs';
import { InspectionError } from '../inspection/errors';
import type { Recipe, RecipeJudgement } from './recipe';

/** Of what the pictures' regions are, so that a change made by hand shows. */
export const regionsHash = (judge: Pick<RecipeJudgement, 'regions'>): string => hashOf(judge.regions);

/**
 * Holds the thresholds of a recipe against what they were fitted on.
 *
 * @throws InspectionError ERR_RECIPE_FIT when the model, its preprocessing, the prompts or the regions are others now
 */
export function requireFit(
  { id, fit, judge }: Pick<Recipe, 'id' | 'fit' | 'judge'>,
  output: Pick<ClipOutput, 'promptsHash' | 'picturesHash'> & { model: Pick<ClipOutput['model'], 'id'> },
): void {
  if (!fit) return;
  const refuse = (changed: string) => {
    throw new InspectionError('ERR_RECIPE_FIT', { id, changed, fitted: fit.model, now: output.model.id });
  };
  if (fit.picturesHash !== output.picturesHash) refuse('model / 모델');
  if (fit.promptsHash !== output.promptsHash) refuse('prompts / 문구');
  if (fit.regionsHash !== regionsHash(judge)) refuse('regions / 영역');
}
