import type { ClipInput } from '../inference';
import { timestamp } from '../inspection/clock';
import { decide } from '../inspection/decide';
import { joinFine, type FineOptions } from '../inspection/fine';
import { joinReference, type UnlikeOptions } from '../inspection/unlike';
import type { ReferenceMemory } from '../reference/memory';
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
  /** Tiles at full resolution besides, for small defects in big frames. */
  fine?: FineOptions;
  /** Good parts to compare with, and how that is joined with the words. */
  reference?: UnlikeOptions & { memory: ReferenceMemory };
  /** Longest side of the thumbnail, pixels. */
  thumbnail: number;
}

/** Longest side, pixels. */
const HEATMAP = 480;

/** OK, NG or review by CLIP: fills `judgement`, `embedding`, the thumbnail and what decoding found out. */
export async function judge(
  { engine, picture, inspection, signal }: StageContext,
  options: JudgeOptions,
): Promise<Judgement> {
  const { model, labels, templates, decision, regions, recipe, fine, reference, thumbnail } = options;
  const prompts = promptSet(labels, templates, await promptOptionsOf(model));
  const compared = reference && { reference: reference.memory, heatmap: HEATMAP };
  const defects = labels.filter(({ kind }) => kind === 'defect').map(({ id }) => id);
  const closely = fine && { fine: { ...fine, defects } };
  const input: ClipInput = { picture, model, labels: prompts, ...regions, ...compared, ...closely, thumbnail };
  const { output, timings } = await engine.run('clip', input, { signal, frameId: inspection.id });

  bookPicture(inspection, output.picture);
  if (recipe) requireFit(recipe, output);
  bookStage(inspection, 'judge', { timings, model: output.model });
  if (recipe) inspection.recipe = useOfRecipe(recipe);
  inspection.judgement = decide(output, labels, decision);
  if (reference) {
    const facts = { ...output, reference: output.reference! };
    const joined = joinReference(inspection.judgement, facts, labels, decision, reference);
    inspection.judgement = { ...joined, reference: { ...joined.reference!, hash: reference.memory.hash } };
  }
  if (fine)
    inspection.judgement = joinFine(inspection.judgement, output, labels, decision, {
      ...fine,
      fitted: Boolean(recipe?.fit),
    });
  inspection.embedding = output.embedding;
  inspection.asked = {
    model,
    labels: prompts,
    defects: labels.filter(({ kind }) => kind === 'defect').map(({ id, en, ko }) => ({ id, en, ko })),
    region: output.regions[0]!.box,
    ...(regions?.clahe && { clahe: regions.clahe }),
  };
  const { heatmap } = output.reference ?? {};
  inspection.evidence = { ...inspection.evidence, thumbnail: output.thumbnail, ...(heatmap && { heatmap }) };
  inspection.frame.judgedAt = timestamp();
  return inspection.judgement;
}
