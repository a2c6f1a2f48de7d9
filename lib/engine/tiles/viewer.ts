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

interface Eyes {
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
  readonly model: ClipModel;
  readonly pixels: Pixels;
  readonly region: Box;

  constructor(private readonly eyes: Eyes) {
    ({ model: this.model, pixels: this.pixels, region: this.region } = eyes);
  }

  async look(boxes: Box[]): Promise<Sight[]> {
    const { model, pixels } = this.eyes;
    const tensors = await Promise.all(boxes.map((box) => model.preprocessor.prepare(pixels, box)));
    const glances = await model.glanceAtPictures(tensors);
    return glances.map((glance, index) => this.sightOf(glance, boxes[index]!));
  }

  /** Of views as large as the model's input. */
  async scoresOf(views: Float32Array[]): Promise<number[]> {
    const glances = await this.glancesAt(views);
    return glances.map((glance) => this.sightOf(glance, this.region).score);
  }

  /** A picture's result must not depend on those beside it. */
  private async glancesAt(tensors: Float32Array[]): Promise<Glance[]> {
    if (tensors.length === 0) return [];
    if (this.model.batchInvariant) return this.model.glanceAtPictures(tensors);
    return (await Promise.all(tensors.map((tensor) => this.model.glanceAtPictures([tensor])))).flat();
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
