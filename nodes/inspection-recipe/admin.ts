import type { NodeAPI } from 'node-red';
import type { Actor } from '../../lib/audit/entry';
import { parseRecipe } from '../../lib/recipe/file';
import type { Recipe } from '../../lib/recipe/recipe';
import { withMemory } from '../../lib/recipe/reference';
import { answer } from '../shared/answer';
import { actorOf } from '../shared/audit';
import { languageIn } from '../shared/language';
import { permit } from '../shared/permit';
import { recipesOf, recordRecipe } from '../shared/recipes';

type Body = Record<string, unknown>;

/** What the form asks for: the recipes there are, one of them whole, and to take in, take out and bring back. */
export function serveRecipes(RED: NodeAPI): void {
  const folder = recipesOf(RED);

  async function list() {
    const { recipes, unusable } = await folder.list();
    const problems = unusable.map(({ id, problem }) => {
      const { message, advice } = problem.in(languageIn(RED));
      return { id, message, advice };
    });
    return { folder: folder.path, recipes: await Promise.all(recipes.map(summaryOf)), unusable: problems };
  }

  const summaryOf = async ({ id, name, version, savedAt, products, judge, fit, origin, note }: Recipe) => {
    const versions = await folder.versions(id);
    const good = judge.reference?.memory?.pictures as string[] | undefined;
    return {
      ...{ id, name, version, savedAt, products, fit, origin, note, versions },
      labels: judge.labels.length,
      good: good?.length,
    };
  };

  RED.httpAdmin.get('/inspection-recipe/recipes', permit(RED, 'flows.read'), (_request, response) => {
    void answer(RED, response, list);
  });

  RED.httpAdmin.get('/inspection-recipe/recipes/:id', permit(RED, 'flows.read'), (request, response) => {
    void answer(RED, response, () => folder.read(String(request.params.id)));
  });

  const onPost = (name: string, work: (body: Body, actor: Actor) => Promise<unknown>) =>
    RED.httpAdmin.post(
      `/inspection-recipe/${name}`,
      permit(RED, 'flows.write'),
      (request, response) =>
        void answer(RED, response, async () => {
          await work((request.body ?? {}) as Body, actorOf(request));
          return list();
        }),
    );

  onPost('import', async ({ file }, actor) => {
    const recipe = parseRecipe(String(file));
    const judge = await withMemory(recipe.judge, folder.path);
    const { before, after } = await folder.save({ ...recipe, judge });
    await recordRecipe(RED, actor, 'recipe.saved', before, after);
  });
  onPost('remove', async ({ id }, actor) => {
    await recordRecipe(RED, actor, 'recipe.removed', await folder.remove(String(id)), undefined);
  });
  onPost('restore', async ({ id, version }, actor) => {
    const { before, after } = await folder.restore(String(id), Number(version));
    await recordRecipe(RED, actor, 'recipe.saved', before, after);
  });
}
