import type { FineOutput, FineTile, FineTiles } from '../../inference/jobs';
import { InspectionError } from '../../inspection/errors';
import { DOUBT, TILE_LIMITS } from '../../inspection/fine';
import type { Box } from '../../inspection/record';
import type { ClipModel } from '../families/clip';
import type { JobContext } from '../job';
import type { Pixels } from '../picture/pixels';
import { lookAgain, MOST_AGAIN, type Again } from './again';
import { Budget, Pace } from './budget';
import { tilesOf } from './grid';
import { bySalience } from './salience';
import { unseenOf } from './unseen';
import { Viewer, type Sight } from './viewer';

/** Most tiles of one run: between two runs a cancelled job ends. */
const LARGEST_RUN = 16;

interface Closely {
  /** The whole picture at full resolution. */
  pixels: Pixels;
  /** What is to be covered, whole pixels. */
  region: Box;
  fine: FineTiles;
  labels: { id: string }[];
  /** When the job began, on the clock of `performance.now`. */
  startedAt: number;
  logitsOf(embedding: Float32Array): number[];
}

const paces = new WeakMap<ClipModel, Pace>();

/** Whether tiles of the model's own size show more of a region than the whole of it does. */
export const showsMore = ([, , width, height]: Box, { preprocessor }: ClipModel) =>
  width > preprocessor.width || height > preprocessor.height;

/**
 * Looks at tiles of a region at full resolution, those that stand out first, until all are seen or the time is over. What
 * looks like a defect is looked at again at once: the highest of many scores is high by chance, but a defect stays one in
 * the middle of the view, mirrored, and without what compression leaves.
 *
 * @throws InspectionError ERR_CANCELLED between two runs
 */
export async function lookClosely(model: ClipModel, closely: Closely, context: JobContext): Promise<FineOutput> {
  const { pixels, region, fine, labels, startedAt, logitsOf } = closely;
  const pace = paces.get(model) ?? new Pace();
  paces.set(model, pace);
  const budget = new Budget(fine.budgetMs > 0 ? startedAt + fine.budgetMs : Infinity, pace);
  const all = tilesOf(region, model.preprocessor, fine.overlap);
  const order = await context.time('order', () => bySalience(pixels, all));
  const defects = labels.map(({ id }) => fine.defects.includes(id));
  const viewer = new Viewer({ model, pixels, region, defects, logitsOf });
  const limit = fine.limit ?? TILE_LIMITS[model.tellsOfCells ? 'cells' : 'words'];
  const doubt = DOUBT * limit;
  // A tile's result must not depend on which others the time allowed beside it.
  const most = model.batchInvariant ? LARGEST_RUN : 1;

  const tiles: FineTile[] = [];
  for (let room = budget.next(most); room > 0 && tiles.length < order.length; room = budget.next(most)) {
    const boxes = order.slice(tiles.length, tiles.length + room);
    const sights = await context.time('tiles', () => budget.spend(boxes.length, () => viewer.look(boxes)));
    const doubtful = sights.filter(({ score }) => score >= doubt);
    const again = new Map<Sight, Again>();
    // As with runs of tiles: no more at once than half of the time that is left has room for.
    for (
      let room = budget.roomFor(MOST_AGAIN);
      room >= 1 && again.size < doubtful.length;
      room = budget.roomFor(MOST_AGAIN)
    ) {
      const next = doubtful.slice(again.size, again.size + Math.max(1, room / 2));
      const seen = await context.time('again', () => lookAgain(viewer, next, doubt));
      next.forEach((sight, index) => again.set(sight, seen[index]!));
    }
    for (const sight of sights) {
      const { score, looks } = again.get(sight) ?? { score: sight.score, looks: 1 };
      tiles.push({ box: sight.box, logits: sight.logits, score, looks, turn: tiles.length + 1 });
    }
    context.progress(tiles.length / order.length);
    await new Promise(setImmediate);
    if (context.signal.aborted) throw new InspectionError('ERR_CANCELLED');
  }
  return {
    tiles: worthTelling(tiles, doubt),
    limit,
    seen: tiles.length,
    total: all.length,
    unseen: unseenOf(all, order.slice(0, tiles.length)),
    spentMs: performance.now() - startedAt,
  };
}

/** Highest first; the highest alone where none was looked at again. */
function worthTelling(tiles: FineTile[], due: number): FineTile[] {
  const sorted = tiles.sort((a, b) => b.score - a.score);
  const told = sorted.filter(({ score, looks }) => looks > 1 || score >= due);
  return told.length > 0 ? told : sorted.slice(0, 1);
}
