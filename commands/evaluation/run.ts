import type { LabelledPicture } from '../../lib/evaluation/dataset/manifest';
import type { Engine } from '../../lib/inference';
import type { Recipe } from '../../lib/recipe/recipe';
import { memoryOf } from '../../lib/recipe/reference';
import type { Line } from '../../lib/stages/line';
import { inOrder } from '../../lib/in-order';
import type { Progress } from '../progress';
import { evaluatePicture, type Outcome, type Scope } from './picture';

/** Pictures that are worked on at a time. */
const AT_ONCE = 4;

/** What a line makes of all pictures, in their order. */
export function runOver(
  engine: Engine,
  line: Line,
  pictures: LabelledPicture[],
  scope: Scope,
  progress: Progress,
): Promise<Outcome[]> {
  return inOrder(pictures, AT_ONCE, (one) => evaluatePicture(engine, line, one, scope).finally(() => progress.step()));
}

/**
 * The line as a recipe sets it; a file of good parts that it only names lies where the path leads from the recipe's own folder.
 *
 * @throws InspectionError as `memoryOf`
 */
export async function lineOf(line: Line, recipe: Recipe, folder: string): Promise<Line> {
  const { reference, ...judge } = recipe.judge;
  return {
    ...line,
    judge: {
      ...line.judge,
      ...judge,
      recipe,
      ...(reference && { reference: { ...reference, memory: await memoryOf(reference, folder) } }),
    },
    measure: {
      ...line.measure,
      options: { ...line.measure.options, ...recipe.measure },
      calibration: recipe.calibration ?? line.measure.calibration,
    },
  };
}
