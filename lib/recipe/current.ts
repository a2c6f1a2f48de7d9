import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '../replace-file';
import { cleanName } from '../report/names';
import type { Recipe } from './recipe';

/** The product a line is set to, until it is told of another; it stays so over a restart. */
export class CurrentRecipe {
  private id?: Promise<string>;
  private readonly path: string;

  /** @param line names the line among those that share the recipes */
  constructor(folder: string, line: string) {
    this.path = join(folder, 'current', `${cleanName(line)}.json`);
  }

  /** Id of the recipe the line was set to; empty when it never was. */
  read(): Promise<string> {
    return (this.id ??= readFile(this.path, 'utf8')
      .then((text) => String((JSON.parse(text) as { recipe: unknown }).recipe))
      .catch(() => ''));
  }

  /**
   * Sets the line to the recipe that `find` gives. Whoever asks from now on waits for it, so that no frame behind a change
   * is judged by the recipe before; where it fails the line stays as it was.
   *
   * @throws what `find` throws; the system's error
   */
  async change(find: () => Promise<Recipe>): Promise<{ before: string; recipe: Recipe }> {
    const before = this.read();
    const changed = before.then(find).then(async (recipe) => {
      await replaceFile(this.path, `${JSON.stringify({ recipe: recipe.id })}\n`);
      return recipe;
    });
    this.id = changed.then(
      ({ id }) => id,
      () => before,
    );
    return { recipe: await changed, before: await before };
  }
}
