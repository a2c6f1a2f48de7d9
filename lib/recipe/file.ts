import { readFile, stat } from 'node:fs/promises';
import { InspectionError } from '../inspection/errors';
import { checkRecipe } from './check';
import type { Recipe } from './recipe';

/** Larger files are no recipe. */
const MOST_BYTES = 64 << 20;

/** @throws InspectionError ERR_RECIPE_MISSING, and as {@link checkRecipe} */
export async function readRecipeFile(path: string): Promise<Recipe> {
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new InspectionError('ERR_RECIPE_MISSING', { id: path, path });
  if (found.size > MOST_BYTES) throw new InspectionError('ERR_RECIPE', { field: `${path}: ${found.size} bytes` });
  return parseRecipe(await readFile(path, 'utf8'));
}

/** @throws as {@link checkRecipe} */
export function parseRecipe(text: string): Recipe {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    throw new InspectionError('ERR_RECIPE', { field: (thrown as Error).message });
  }
  return checkRecipe(value);
}
