import type { NodeAPI } from 'node-red';
import type { Recipe, RecipeReference } from '../../lib/recipe/recipe';
import { memoryOf } from '../../lib/recipe/reference';
import type { JudgeOptions } from '../../lib/stages/judge';
import { workingDirectory } from '../shared/folders';
import { recipesOf } from '../shared/recipes';

/** @throws InspectionError ERR_REFERENCE, ERR_REFERENCE_HASH */
export async function openedReference(
  RED: NodeAPI,
  chosen: RecipeReference | undefined,
  recipe: Recipe | undefined,
): Promise<JudgeOptions['reference']> {
  if (!chosen) return undefined;
  return { ...chosen, memory: await memoryOf(chosen, recipe ? recipesOf(RED).path : workingDirectory(RED)) };
}
