import type { FineOutput, FineTile, FineTiles } from '../../inference/jobs';
import { InspectionError } from '../../inspection/errors';
import { DOUBT, TILE_LIMITS } from '../../inspection/fine';
import type { Box } from '../../inspection/record';
import type { ClipModel } from '../families/clip';
import type { JobContext } from '../job';
import type { Pixels } from '../picture/pixels';
import { Budget, Pace } from './budget';
import { tilesOf } from './grid';
import { bySalience } from './salience';
import { unseenOf } from './unseen';
import { MOST_AGAIN, Viewer } from './viewer';

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
  const due = DOUBT * limit;
  // A tile's result must not depend on which others the time allowed beside it.
  const most = model.batchInvariant ? LARGEST_RUN : 1;

  const tiles: FineTile[] = [];
  for (let room = budget.next(most); room > 0 && tiles.length < order.length; room = budget.next(most)) {
    const boxes = order.slice(tiles.length, tiles.length + room);
    const sights = await context.time('tiles', () => budget.spend(boxes.length, () => viewer.look(boxes)));
    for (const sight of sights) {
      const hasRoom = sight.score >= due && budget.hasRoomFor(MOST_AGAIN);
      const again = () => lowestOf(viewer.lookAgain(sight), sight.score, due);
      const { score, looks } = hasRoom ? await context.time('again', again) : { score: sight.score, looks: 1 };
      tiles.push({ box: sight.box, logits: sight.logits, score, looks, turn: tiles.length + 1 });
    }
    context.progress(tiles.length / order.length);
    await new Promise(setImmediate);
    if (context.signal.aborted) throw new InspectionError('ERR_CANCELLED');
  }
  return {
    tiles: worthTelling(tiles, due),
    limit,
    seen: tiles.length,
    total: all.length,
    unseen: unseenOf(all, order.slice(0, tiles.length)),
    spentMs: performance.now() - startedAt,
  };
}

/** Ends where it does not look like a defect any more: hundreds of tiles of a grainy surface are looked at again. */
async function lowestOf(again: AsyncIterable<number>, first: number, due: number) {
  let [score, looks] = [first, 1];
  for await (const each of again) {
    score = Math.min(score, each);
    looks++;
    if (score < due) break;
  }
  return { score, looks };
}

/** Highest first; the highest alone where none was looked at again. */
function worthTelling(tiles: FineTile[], due: number): FineTile[] {
  const sorted = tiles.sort((a, b) => b.score - a.score);
  const told = sorted.filter(({ score, looks }) => looks > 1 || score >= due);
  return told.length > 0 ? told : sorted.slice(0, 1);
}
