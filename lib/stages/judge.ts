import type { ClipInput } from '../inference';
import { timestamp } from '../inspection/clock';
import { decide } from '../inspection/decide';
import type { DecisionOptions, Label } from '../inspection/labels';
import type { Judgement } from '../inspection/record';
import { requireFit } from '../recipe/fit';
import { useOfRecipe, type Recipe } from '../recipe/recipe';
import { bookPicture, bookStage } from './book';
import { promptOptionsOf, promptSet } from './prompt-sets';
import type { StageContext } from './stage';

export interface JudgeOptions {
  model: string;
  labels: Label[];
  templates: string[];
  decision: DecisionOptions;
  regions?: Pick<ClipInput, 'roi' | 'centreCrop' | 'tiles' | 'clahe'>;
  /** Whose thresholds hold; what it was fitted on must still be so. */
  recipe?: Recipe;
  /** Longest side of the thumbnail, pixels. */
  thumbnail: number;
}

/** OK, NG or review by CLIP: fills `judgement`, `embedding`, the thumbnail and what decoding found out. */
export async function judge(
  { engine, picture, inspection, signal }: StageContext,
  options: JudgeOptions,
): Promise<Judgement> {
  const { model, labels, templates, decision, regions, recipe, thumbnail } = options;
  const prompts = promptSet(labels, templates, await promptOptionsOf(model));
  const input: ClipInput = { picture, model, labels: prompts, ...regions, thumbnail };
  const { output, timings } = await engine.run('clip', input, { signal, frameId: inspection.id });

  bookPicture(inspection, output.picture);
  if (recipe) requireFit(recipe, output);
  bookStage(inspection, 'judge', { timings, model: output.model });
  if (recipe) inspection.recipe = useOfRecipe(recipe);
  inspection.judgement = decide(output, labels, decision);
  inspection.embedding = output.embedding;
  inspection.evidence = { ...inspection.evidence, thumbnail: output.thumbnail };
  inspection.frame.judgedAt = timestamp();
  return inspection.judgement;
}
