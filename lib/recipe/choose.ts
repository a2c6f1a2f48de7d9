import { InspectionError } from '../inspection/errors';
import type { RecipeFolder } from './folder';
import type { Recipe } from './recipe';

/** What a frame says of its product, and what to do when it says nothing. */
export interface Wish {
  /** A recipe's id, asked for by the message itself. */
  recipe?: unknown;
  /** `part.product` of the frame. */
  product?: string;
  /** Id of the recipe for frames that name no product; empty: such frames are refused. */
  standard: string;
}

/**
 * The recipe of a frame: the one the message names, else the one whose id or products hold the frame's product, else the
 * standard one. A product that is named but unknown is never inspected as another: that would be a wrong judgement.
 *
 * @throws InspectionError ERR_RECIPE_MISSING, ERR_RECIPE_PRODUCT, ERR_RECIPE_TWICE, and as `RecipeFolder.read`
 */
export async function chooseRecipe(folder: RecipeFolder, { recipe, product, standard }: Wish): Promise<Recipe> {
  if (recipe !== undefined && recipe !== null && recipe !== '') return folder.read(String(recipe));
  if (product) return byProduct(folder, product);
  if (standard) return folder.read(standard);
  throw new InspectionError('ERR_RECIPE_PRODUCT', { product: '–' });
}

async function byProduct(folder: RecipeFolder, product: string): Promise<Recipe> {
  const { recipes } = await folder.list();
  const fitting = recipes.filter(({ id, products }) => id === product || products.includes(product));
  const [first, second] = fitting;
  if (!first) throw new InspectionError('ERR_RECIPE_PRODUCT', { product });
  if (second)
    throw new InspectionError('ERR_RECIPE_TWICE', { product, recipes: fitting.map(({ id }) => id).join(', ') });
  return first;
}
