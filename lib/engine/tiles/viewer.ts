import type { Box, Point } from '../../inspection/record';
import { oddsOf } from '../../inspection/unlike';
import type { ClipModel } from '../families/clip';
import type { Glance } from '../families/towers';
import type { Pixels } from '../picture/pixels';

/** What a tile tells at one look. */
export interface Sight {
  box: Box;
  logits: number[];
  /** As in `FineTile`. */
  score: number;
  /** What looks most like a defect, pixels of the picture. */
  centre: Point;
}

export interface Eyes {
  model: ClipModel;
  pixels: Pixels;
  /** What tiles may not reach beyond, pixels. */
  region: Box;
  /** Which labels stand for a defect. */
  defects: boolean[];
  logitsOf(embedding: Float32Array): number[];
}

/** Looks at tiles of one picture. */
export class Viewer {
  constructor(readonly eyes: Eyes) {}

  async look(boxes: Box[]): Promise<Sight[]> {
    const { model, pixels } = this.eyes;
    const tensors = await Promise.all(boxes.map((box) => model.preprocessor.prepare(pixels, box)));
    const glances = await model.glanceAtPictures(tensors);
    return glances.map((glance, index) => this.sightOf(glance, boxes[index]!));
  }

  /** Of views as large as the model's input; none depends on those beside it. */
  async scoresOf(views: Float32Array[]): Promise<number[]> {
    const { model } = this.eyes;
    if (views.length === 0) return [];
    const glances = model.batchInvariant
      ? await model.glanceAtPictures(views)
      : (await Promise.all(views.map((view) => model.glanceAtPictures([view])))).flat();
    return glances.map((glance) => this.scoreOf(glance, this.eyes.logitsOf(glance.embedding)));
  }

  private sightOf(glance: Glance, box: Box): Sight {
    const logits = this.eyes.logitsOf(glance.embedding);
    const [across, down] = glance.worst?.at ?? [0.5, 0.5];
    return {
      box,
      logits,
      score: this.scoreOf(glance, logits),
      centre: [box[0] + across * box[2], box[1] + down * box[3]],
    };
  }

  private scoreOf({ worst }: Glance, logits: number[]): number {
    const { model, defects } = this.eyes;
    const kinds = defects.map((isDefect) => ({ kind: isDefect ? ('defect' as const) : ('normal' as const) }));
    return oddsOf(logits, kinds, model.scoring) + (worst?.odds ?? 0);
  }
}
