import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { chooseRecipe } from '../../lib/recipe/choose';
import { CurrentRecipe } from '../../lib/recipe/current';
import { RecipeFolder } from '../../lib/recipe/folder';
import { useOfRecipe, type Recipe } from '../../lib/recipe/recipe';
import { recipe } from '../support/recipes';

let path: string;
let folder: RecipeFolder;
beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'recipes-'));
  folder = new RecipeFolder(path);
});

const file = (id: string) => join(path, `${id}.recipe.json`);
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'none',
    (error: { code: string }) => error.code,
  );

describe('the folder of recipes', () => {
  it('counts versions, keeps the former ones and brings one back as the next', async () => {
    await folder.save(recipe('도어 A'));
    await folder.save(recipe('도어 A', { note: 'second' }));
    const { before, after } = await folder.restore('도어 A', 1);
    expect(before).toMatchObject({ version: 2, note: 'second' });
    expect(after).toMatchObject({ version: 3 });
    expect(after.note).toBeUndefined();
    expect(await folder.versions('도어 A')).toEqual([2, 1]);
    expect(await new RecipeFolder(path).read('도어 A')).toEqual(after);
  });

  it('goes on counting after a removal, which can be undone', async () => {
    const { after } = await folder.save(recipe('a'));
    await folder.remove('a');
    expect(await codeOf(folder.read('a'))).toBe('ERR_RECIPE_MISSING');
    const back = await folder.restore('a', after.version);
    expect(back.after.version).toBe(2);
    expect(await readdir(path)).toContain('a.recipe.json');
  });

  it('loses no version of savings that come together', async () => {
    await Promise.all(Array.from({ length: 12 }, (_, n) => folder.save(recipe('a', { note: String(n) }))));
    const notes = [(await folder.read('a')).note];
    for (const version of await folder.versions('a'))
      notes.push((JSON.parse(await readFile(join(path, 'history/a', `${version}.json`), 'utf8')) as Recipe).note);
    expect(new Set(notes).size).toBe(12);
  });

  it('sees a file that was changed or put there by other means, and takes it out whole again', async () => {
    const { after } = await folder.save(recipe('a'));
    await folder.read('a');
    const changed: Recipe = { ...after, note: '파일로 바꿈' };
    await writeFile(file('a'), JSON.stringify(changed));
    expect(await folder.read('a')).toEqual(changed);
    expect(useOfRecipe(changed).hash).not.toBe(useOfRecipe(after).hash);
  });

  it('has one hash for one content, whatever the order of its properties', async () => {
    const { after } = await folder.save(recipe('a'));
    const turned = Object.fromEntries(Object.entries(after).reverse()) as unknown as Recipe;
    expect(useOfRecipe(turned)).toEqual(useOfRecipe(after));
  });

  it.each([
    ['text', 'no JSON', 'ERR_RECIPE'],
    ['a later schema', { schema: 2 }, 'ERR_RECIPE_NEWER'],
    ['no labels', { judge: { ...recipe('a').judge, labels: [] } }, 'ERR_RECIPE'],
    ['a label of no kind', { judge: { ...recipe('a').judge, labels: [{ id: 'x', en: 'x' }] } }, 'ERR_RECIPE'],
    [
      'a threshold of 60',
      { judge: { ...recipe('a').judge, decision: { threshold: 60, margin: 0, unknownBelow: 0 } } },
      'ERR_RECIPE',
    ],
    ['a calibration without scale', { calibration: { id: 'c' } }, 'ERR_CALIBRATION'],
    ['another id than its name', { id: 'b' }, 'ERR_RECIPE'],
  ])('refuses %s, and the others stay in use', async (_name, spoilt, code) => {
    const { after } = await folder.save(recipe('a'));
    await folder.save(recipe('good'));
    await writeFile(file('a'), typeof spoilt === 'string' ? spoilt : JSON.stringify({ ...after, ...spoilt }));
    expect(await codeOf(folder.read('a'))).toBe(code);
    const { recipes, unusable } = await folder.list();
    expect(recipes.map(({ id }) => id)).toEqual(['good']);
    expect(unusable).toMatchObject([{ id: 'a', problem: { code } }]);
  });

  it.each(['', '.', '..', '../a', 'a/b', 'a\\b', '.hidden', 'a.', 'x'.repeat(65), 'a\0'])(
    'takes %j for no name of a recipe',
    async (id) => {
      expect(await codeOf(folder.save(recipe(id)))).toBe('ERR_RECIPE');
      expect(await codeOf(folder.read(id))).toBe('ERR_RECIPE');
      expect(await readdir(path)).toEqual([]);
    },
  );
});

describe('the recipe of a frame', () => {
  beforeEach(async () => {
    await folder.save(recipe('door', { products: ['D-100', 'D-200'] }));
    await folder.save(recipe('hood', { products: ['H-1'] }));
  });
  const chosen = async (wish: { recipe?: unknown; product?: string; standard?: string }) =>
    (await chooseRecipe(folder, { standard: '', ...wish })).id;

  it('is the one the message names, else that of its product, else the standard one', async () => {
    expect(await chosen({ recipe: 'hood', product: 'D-100', standard: 'door' })).toBe('hood');
    expect(await chosen({ product: 'D-200', standard: 'hood' })).toBe('door');
    expect(await chosen({ product: 'hood' })).toBe('hood');
    expect(await chosen({ standard: 'hood' })).toBe('hood');
  });

  it('is never another one’s than its product’s', async () => {
    expect(await codeOf(chosen({ product: 'X-9', standard: 'door' }))).toBe('ERR_RECIPE_PRODUCT');
    expect(await codeOf(chosen({}))).toBe('ERR_RECIPE_PRODUCT');
    await folder.save(recipe('door copy', { products: ['D-100'] }));
    expect(await codeOf(chosen({ product: 'D-100' }))).toBe('ERR_RECIPE_TWICE');
  });

  it('stays what the line was last set to', async () => {
    await new CurrentRecipe(path, 'line 1').change(() => folder.read('hood'));
    expect(await new CurrentRecipe(path, 'line 1').read()).toBe('hood');
    expect(await new CurrentRecipe(path, 'line 2').read()).toBe('');
  });
});
