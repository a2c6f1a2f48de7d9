import { isNear } from '../../lib/evaluation/cell-map';
import type { LabelledPicture } from '../../lib/evaluation/dataset/manifest';
import type { Mask } from '../../lib/evaluation/overlap';
import { sampleOf, type MapSample } from '../../lib/evaluation/region-curve';
import type { StageContext } from '../../lib/stages/stage';
import { why } from '../../lib/stages/why';
import { look, type LookOptions } from '../../lib/stages/look';
import type { Point } from '../../lib/inspection/record';
import { trueMask } from '../masks';

/** What is said of where a picture shows its likeliest defect. */
export interface Seen {
  method: 'grad-cam' | 'occlusion';
  /** Wall time, ms. */
  latency: number;
  /** Whether the strongest cell lies at the defect; undefined for a good part, and where nobody drew it. */
  pointed?: boolean;
  sample?: MapSample;
}

/** Tolerance of the pointing game, of a picture whose longer side is brought to 224 pixels. */
export const TOLERANCE = 15;
const SIDE = 224;

/** Asks of a judged picture why, and compares it with what was drawn. */
export async function comparePlaces(context: StageContext, truth: LabelledPicture): Promise<Seen | undefined> {
  const started = performance.now();
  const output = await why(context, 0);
  if (!output) return undefined;
  const seen: Seen = { method: output.method, latency: performance.now() - started };
  const mask = truth.has_defect ? await drawn(truth, output.picture) : empty(output.picture);
  if (!mask) return seen;
  if (truth.has_defect) seen.pointed = isPointed(mask, output.peak);
  return { ...seen, sample: sampleOf(output, mask) };
}

/** Asks where the captioner looked as it wrote a defect's word; undefined for a good part, and where nobody drew the defect. */
export async function compareLook(
  context: StageContext,
  truth: LabelledPicture,
  options: Omit<LookOptions, 'longest'>,
): Promise<boolean | undefined> {
  const output = truth.has_defect ? await look(context, { ...options, longest: 0 }) : undefined;
  const mask = output && (await drawn(truth, output.picture));
  return mask && isPointed(mask, output.peak);
}

const isPointed = (mask: Mask, peak: Point | undefined): boolean =>
  peak !== undefined && isNear(mask, peak, (TOLERANCE * Math.max(mask.width, mask.height)) / SIDE);

const empty = ({ width, height }: { width: number; height: number }): Mask => {
  return { data: new Uint8Array(width * height), width, height };
};

/** The mask, or the boxes where there is none. */
async function drawn(truth: LabelledPicture, size: { width: number; height: number }): Promise<Mask | undefined> {
  const mask = await trueMask(truth, size);
  if (mask || !truth.boxes?.length) return mask;
  const boxes = empty(size);
  for (const [x, y, width, height] of truth.boxes)
    for (let row = Math.max(0, Math.floor(y)); row < Math.min(size.height, y + height); row++)
      boxes.data.fill(
        1,
        row * size.width + Math.max(0, Math.floor(x)),
        row * size.width + Math.min(size.width, Math.ceil(x + width)),
      );
  return boxes;
}
