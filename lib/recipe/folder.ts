import { mkdir, readdir, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { timestamp } from '../inspection/clock';
import { InspectionError } from '../inspection/errors';
import { Turns } from '../queue/turns';
import { replaceFile } from '../replace-file';
import { checkContent, isRecipeId } from './check';
import { parseRecipe, readRecipeFile } from './file';
import { RECIPE_SCHEMA, type Recipe, type RecipeContent } from './recipe';

const ENDING = '.recipe.json';

/** A file among the recipes that cannot be used, and why. */
export interface Unusable {
  id: string;
  problem: InspectionError;
}

/**
 * The recipes of a gateway: `<id>.recipe.json` is the current version, `history/<id>/<version>.json` are the former ones.
 * A file that was put there or changed by other means counts from the next frame on.
 */
export class RecipeFolder {
  private readonly turns = new Turns();
  private readonly known = new Map<string, { print: string; recipe: Recipe }>();

  constructor(readonly path: string) {}

  /** All current recipes, by id, and the files that cannot be used. */
  async list(): Promise<{ recipes: Recipe[]; unusable: Unusable[] }> {
    const names = await readdir(this.path).catch(() => []);
    const ids = names.filter((name) => name.endsWith(ENDING)).map((name) => name.slice(0, -ENDING.length));
    const recipes: Recipe[] = [];
    const unusable: Unusable[] = [];
    for (const id of ids.sort((a, b) => a.localeCompare(b, 'ko')))
      await this.read(id).then(
        (recipe) => recipes.push(recipe),
        (thrown: unknown) => unusable.push({ id, problem: InspectionError.from(thrown) }),
      );
    return { recipes, unusable };
  }

  /**
   * The current version.
   *
   * @throws InspectionError ERR_RECIPE_MISSING, and as `checkRecipe`
   */
  async read(id: string): Promise<Recipe> {
    const path = this.fileOf(id);
    const found = await stat(path).catch(() => undefined);
    if (!found) throw new InspectionError('ERR_RECIPE_MISSING', { id, path: this.path });
    const print = `${found.ino} ${found.size} ${found.mtimeMs}`;
    const known = this.known.get(id);
    if (known?.print === print) return known.recipe;
    const recipe = await readRecipeFile(path);
    if (recipe.id !== id) throw new InspectionError('ERR_RECIPE', { field: `id: ${recipe.id} ≠ ${id}` });
    this.known.set(id, { print, recipe });
    return recipe;
  }

  /**
   * Saves as the next version; the one before stays among the former ones.
   *
   * @throws InspectionError ERR_RECIPE, ERR_CALIBRATION, ERR_REPORT_WRITE
   */
  async save(content: RecipeContent): Promise<{ before?: Recipe; after: Recipe }> {
    checkContent(content);
    return this.turns.take(async () => {
      const before = await this.read(content.id).catch(() => undefined);
      const latest = Math.max(before?.version ?? 0, ...(await this.versions(content.id)));
      const { id, name, note, products, judge, measure, calibration, fit, origin } = content;
      const kept = { id, name, note, products, judge, measure, calibration, fit, origin };
      const after: Recipe = { schema: RECIPE_SCHEMA, version: latest + 1, savedAt: timestamp(), ...kept };
      await this.write(async () => {
        await this.keep(before);
        await replaceFile(this.fileOf(after.id), `${JSON.stringify(after, null, 2)}\n`);
      });
      return { before, after };
    });
  }

  /** Takes a recipe out of use; all its versions can still be brought back. */
  remove(id: string): Promise<Recipe> {
    return this.turns.take(async () => {
      const recipe = await this.read(id);
      await this.write(async () => {
        await mkdir(this.historyOf(id), { recursive: true });
        await rename(this.fileOf(id), join(this.historyOf(id), `${recipe.version}.json`));
      });
      this.known.delete(id);
      return recipe;
    });
  }

  /** Makes a former version the next one. */
  async restore(id: string, version: number): Promise<{ before?: Recipe; after: Recipe }> {
    const path = join(this.historyOf(id), `${Number(version)}.json`);
    const text = await readFile(path, 'utf8').catch(() => undefined);
    if (text === undefined) throw new InspectionError('ERR_RECIPE_MISSING', { id: `${id} v${version}`, path });
    return this.save(parseRecipe(text));
  }

  /** Numbers of the former versions, newest first. */
  async versions(id: string): Promise<number[]> {
    const names = await readdir(this.historyOf(id)).catch(() => []);
    return names
      .flatMap((name) => /^(\d+)\.json$/.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((a, b) => b - a);
  }

  private async keep(recipe: Recipe | undefined): Promise<void> {
    if (!recipe) return;
    const folder = this.historyOf(recipe.id);
    await mkdir(folder, { recursive: true });
    await replaceFile(join(folder, `${recipe.version}.json`), `${JSON.stringify(recipe, null, 2)}\n`);
  }

  private async write(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      throw new InspectionError('ERR_REPORT_WRITE', { path: this.path, reason: (thrown as Error).message });
    }
  }

  private fileOf(id: string): string {
    return join(this.path, `${named(id)}${ENDING}`);
  }

  private historyOf(id: string): string {
    return join(this.path, 'history', named(id));
  }
}

function named(id: string): string {
  if (!isRecipeId(id)) throw new InspectionError('ERR_RECIPE', { field: 'id' });
  return id.normalize('NFC');
}
