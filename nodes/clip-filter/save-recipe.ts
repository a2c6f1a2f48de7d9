import type { NodeAPI } from 'node-red';
import { InspectionError } from '../../lib/inspection/errors';
import { isRecipeId } from '../../lib/recipe/check';
import { withMemory } from '../../lib/recipe/reference';
import { answer } from '../shared/answer';
import { actorOf } from '../shared/audit';
import { workingDirectory } from '../shared/folders';
import { modelsOf, originIn } from '../shared/origin';
import { permit } from '../shared/permit';
import { recipesOf, recordRecipe } from '../shared/recipes';
import { judgementOf, type JudgementForm } from './judgement';

/** Makes a recipe of what stands in the form, or a new version of one; what else that recipe holds stays. */
export function serveSaving(RED: NodeAPI): void {
  RED.httpAdmin.post('/clip-filter/recipe', permit(RED, 'flows.write'), (request, response) => {
    void answer(RED, response, async () => {
      const { id, form, runtime } = (request.body ?? {}) as { id?: unknown; form?: JudgementForm; runtime?: string };
      if (!isRecipeId(id)) throw new InspectionError('ERR_RECIPE', { field: 'id' });
      const folder = recipesOf(RED);
      const known = await folder.read(id).catch(() => ({ id, name: id, products: [] }));
      const judge = await withMemory(judgementOf(form!), workingDirectory(RED));
      const origin = await originIn(RED, modelsOf(RED, runtime));
      const { before, after } = await folder.save({ ...known, judge, origin, fit: undefined });
      await recordRecipe(RED, actorOf(request), 'recipe.saved', before, after);
      return { id, version: after.version };
    });
  });
}
