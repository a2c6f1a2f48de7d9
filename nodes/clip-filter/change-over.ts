import type { NodeAPI } from 'node-red';
import { record } from '../shared/audit';
import type { InspectionMessage } from '../shared/messages';
import type { PictureProperty } from '../shared/picture';
import { choiceOf, recipesOf } from '../shared/recipes';

/**
 * A message that names a recipe and brings no picture tells of a product change on the line: what follows is judged by
 * that recipe, also after a restart.
 *
 * @returns the recipe's name; nothing for every other message
 * @throws InspectionError ERR_RECIPE_MISSING and the like; the line then stays as it was
 */
export async function changeOver(
  RED: NodeAPI,
  config: PictureProperty & { id: string; recipe?: string },
  msg: InspectionMessage,
): Promise<string | undefined> {
  const wanted = msg.recipe;
  if (!config.recipe || typeof wanted !== 'string' || !wanted || msg.inspection) return undefined;
  const picture: unknown = RED.util.getMessageProperty(msg, config.property || 'payload');
  if (picture !== undefined && picture !== null && picture !== '') return undefined;

  const { current } = choiceOf(RED, config.recipe);
  const { before, recipe } = await current.change(() => recipesOf(RED).read(wanted));
  const { id, name, version } = recipe;
  await record(RED, {
    actor: { kind: 'flow', name: config.id },
    event: 'recipe.switched',
    subject: config.recipe,
    detail: { from: before, to: id, version },
  });
  return name;
}
