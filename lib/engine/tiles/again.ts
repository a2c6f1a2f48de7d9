import type { Box, Point } from '../../inspection/record';
import { withoutTraces } from './grain';
import { mirrored, MIRRORINGS } from './mirror';
import type { Eyes, Sight, Viewer } from './viewer';

/** Most times that a tile is looked at again: in each mirror without what compression leaves, then in each as it is. */
export const MOST_AGAIN = 2 * MIRRORINGS.length;

export interface Again {
  /** The lowest of all looks. */
  score: number;
  looks: number;
}

/**
 * Looks again at what looks most like a defect, in the middle of the view, all places together. A place that does not look like one
 * any more is left alone at once: on a grainy surface hundreds are looked at again, and few outlast the first time.
 */
export async function lookAgain(viewer: Viewer, sights: Sight[], due: number): Promise<Again[]> {
  const seen = sights.map((sight) => ({ sight, score: sight.score, looks: 1 }));
  const doubtful = () => seen.filter(({ score }) => score >= due);
  for (const clean of [true, false]) {
    const tensors = new Map(
      await Promise.all(doubtful().map(async (one) => [one, await tensorOf(viewer.eyes, one.sight, clean)] as const)),
    );
    for (const how of MIRRORINGS) {
      const open = doubtful();
      const views = open.map((one) => mirrored(tensors.get(one)!, viewer.eyes.model.preprocessor, how));
      const scores = await viewer.scoresOf(views);
      open.forEach((one, index) => {
        one.score = Math.min(one.score, scores[index]!);
        one.looks++;
      });
    }
  }
  return seen;
}

function tensorOf({ model, pixels, region }: Eyes, { box, centre }: Sight, clean: boolean): Promise<Float32Array> {
  const place = around(centre, box, region);
  if (!clean) return model.preprocessor.prepare(pixels, place);
  const alone = withoutTraces(pixels, place);
  return model.preprocessor.prepare(alone, [0, 0, alone.width, alone.height]);
}

/** A box of the same size around a point, moved as far as it must be to lie within the region. */
function around([x, y]: Point, [, , width, height]: Box, [left, top, wide, tall]: Box): Box {
  const start = (middle: number, side: number, from: number, length: number) =>
    Math.min(Math.max(from, Math.round(middle - side / 2)), from + length - side);
  return [start(x, width, left, wide), start(y, height, top, tall), width, height];
}
