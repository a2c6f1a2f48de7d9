import { join } from 'node:path';
import type { Node, NodeAPI } from 'node-red';
import { InspectionError } from '../../lib/inspection/errors';
import { chooseRecipe } from '../../lib/recipe/choose';
import type { CurrentRecipe } from '../../lib/recipe/current';
import { RecipeFolder } from '../../lib/recipe/folder';
import { useOfRecipe, type Recipe } from '../../lib/recipe/recipe';
import type { Actor } from '../../lib/audit/entry';
import { record } from './audit';
import type { InspectionMessage } from './messages';

const folders = new Map<string, RecipeFolder>();

/** The recipes of this Node-RED; all lines share them. */
export function recipesOf(RED: NodeAPI): RecipeFolder {
  const path = join(RED.settings.userDir || '.', 'gyeol-recipes');
  const folder = folders.get(path) ?? new RecipeFolder(path);
  folders.set(path, folder);
  return folder;
}

/** What an inspection-recipe config node offers to the nodes that name it. */
export interface RecipeChoice {
  standard: string;
  current: CurrentRecipe;
}

/**
 * The recipe of a message's frame; nothing where the node names no inspection-recipe.
 *
 * @throws InspectionError ERR_OPTIONS when the node named is gone, and as `chooseRecipe`
 */
export async function recipeOf(
  RED: NodeAPI,
  chosen: string | undefined,
  msg: InspectionMessage,
): Promise<Recipe | undefined> {
  if (!chosen) return undefined;
  const { standard, current } = choiceOf(RED, chosen);
  const { recipe, part } = msg.inspection ?? {};
  return chooseRecipe(recipesOf(RED), {
    recipe: msg.recipe ?? recipe?.id,
    product: part?.product,
    standard: (await current.read()) || standard,
  });
}

/** @throws InspectionError ERR_OPTIONS when the node named is gone */
export function choiceOf(RED: NodeAPI, chosen: string): RecipeChoice {
  const node = RED.nodes.getNode(chosen) as (Node & Partial<RecipeChoice>) | null;
  if (!node?.current) throw new InspectionError('ERR_OPTIONS', { option: 'inspection-recipe', reason: chosen });
  return { standard: node.standard ?? '', current: node.current };
}

/** Puts into the audit log that a recipe is another now, or gone. */
export function recordRecipe(
  RED: NodeAPI,
  actor: Actor,
  event: string,
  before?: Recipe,
  after?: Recipe,
): Promise<void> {
  const { id } = (after ?? before)!;
  const hash = (recipe?: Recipe) => recipe && useOfRecipe(recipe).hash;
  const detail = { from: before?.version, to: after?.version };
  return record(RED, { actor, event, subject: id, before: hash(before), after: hash(after), detail });
}
