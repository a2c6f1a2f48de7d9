import type { Box, Point } from '../../inspection/record';
import { oddsOf } from '../../inspection/unlike';
import type { ClipModel } from '../families/clip';
import type { Glance } from '../families/towers';
import type { Pixels } from '../picture/pixels';
import { withoutTraces } from './grain';
import { mirrored, MIRRORINGS } from './mirror';

/** What a tile tells at one look. */
export interface Sight {
  box: Box;
  logits: number[];
  /** As in `FineTile`. */
  score: number;
  /** What looks most like a defect, pixels of the picture. */
  centre: Point;
}

interface Eyes {
  model: ClipModel;
  pixels: Pixels;
  /** What tiles may not reach beyond, pixels. */
  region: Box;
  /** Which labels stand for a defect. */
  defects: boolean[];
  logitsOf(embedding: Float32Array): number[];
}

/** Most times that a tile is looked at again: in each mirror without what compression leaves, then in each as it is. */
export const MOST_AGAIN = 2 * MIRRORINGS.length;

/** Looks at tiles of one picture. */
export class Viewer {
  constructor(private readonly eyes: Eyes) {}

  async look(boxes: Box[]): Promise<Sight[]> {
    const { model, pixels } = this.eyes;
    const tensors = await Promise.all(boxes.map((box) => model.preprocessor.prepare(pixels, box)));
    const glances = await model.glanceAtPictures(tensors);
    return glances.map((glance, index) => this.sightOf(glance, boxes[index]!));
  }

  /** Scores of the same place in the middle of the view, look by look; those come first that few false alarms outlast. */
  async *lookAgain({ box, centre }: Sight): AsyncGenerator<number> {
    const { model, region } = this.eyes;
    const place = around(centre, box, region);
    for (const clean of [true, false]) {
      const pixels = clean ? withoutTraces(this.eyes.pixels, place) : this.eyes.pixels;
      const tensor = await model.preprocessor.prepare(pixels, clean ? [0, 0, pixels.width, pixels.height] : place);
      for (const how of MIRRORINGS) {
        const [glance] = await model.glanceAtPictures([mirrored(tensor, model.preprocessor, how)]);
        yield this.sightOf(glance!, box).score;
      }
    }
  }

  private sightOf({ embedding, worst }: Glance, box: Box): Sight {
    const { model, defects, logitsOf } = this.eyes;
    const logits = logitsOf(embedding);
    const [across, down] = worst?.at ?? [0.5, 0.5];
    const kinds = defects.map((isDefect) => ({ kind: isDefect ? ('defect' as const) : ('normal' as const) }));
    return {
      box,
      logits,
      score: oddsOf(logits, kinds, model.scoring) + (worst?.odds ?? 0),
      centre: [box[0] + across * box[2], box[1] + down * box[3]],
    };
  }
}

/** A box as large as `like` around a point, moved as far as it must be to lie within the region. */
function around([x, y]: Point, [, , width, height]: Box, [left, top, wide, tall]: Box): Box {
  const start = (middle: number, side: number, from: number, length: number) =>
    Math.min(Math.max(from, Math.round(middle - side / 2)), from + length - side);
  return [start(x, width, left, wide), start(y, height, top, tall), width, height];
}
