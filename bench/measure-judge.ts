import { resolve } from 'node:path';
import type { MeasuredRegion, MeasureInput, MeasureOptions, MeasureOutput } from '../lib/inference';
import type { Mask } from '../lib/evaluation/overlap';
import { readMask } from '../commands/masks';

/** A line of the renderer's manifest, as far as measuring is judged by it. Paths are relative to the manifest. */
export interface Truth {
  file: string;
  has_defect: boolean;
  mask: string | null;
  reference?: string | null;
  length_px: number;
  area_px: number;
  /** Grey levels. */
  contrast: number;
  texture_noise: number;
  lookalike: string | null;
}

/** As the node offers them, with three quarters of the least area that the bounds speak of (0.05 % of 640 × 640 px). */
const OPTIONS: Omit<MeasureOptions, 'method'> = {
  polarity: 'both',
  threshold: 4,
  minArea: 150,
  closing: 2,
  mergeDistance: 8,
  largest: 0,
};

/** How a picture of the manifest is measured: against its reference when it has one. */
export function measuring(truth: Truth, folder: string): MeasureInput {
  const reference = truth.reference ? { path: resolve(folder, truth.reference) } : undefined;
  return {
    picture: { path: resolve(folder, truth.file) },
    reference,
    options: { ...OPTIONS, method: reference ? 'reference' : 'adaptive' },
    overlay: 0,
    mask: true,
  };
}

/** A defect counts from this share of the picture … */
const LEAST_SHARE = 0.0005;
/** … and this multiple of the noise around it on; its length from this many pixels on. */
const LEAST_CONTRAST = 3;
const LEAST_LENGTH = 40;
/** Pixels by which a found region may lie beside the truth, and the part of the truth it must cover. */
const TOLERANCE = 3;
const COVER = 0.5;

export interface Figures {
  defects: number;
  /** Fraction of the defects that regions cover. */
  found: number;
  goodParts: number;
  falseRegions: number;
  /** Of those without anything that resembles a defect. */
  plainParts: number;
  falseRegionsOnPlain: number;
  lengths: number;
  medianLengthError: number | null;
  missed: string[];
}

/** Collects how well measuring does against rendered truth. */
export class Judge {
  private readonly errors: number[] = [];
  private readonly figures = { defects: 0, goodParts: 0, falseRegions: 0, plainParts: 0, falseRegionsOnPlain: 0 };
  private readonly missed: string[] = [];

  /** @param truthMask path of the mask picture, for a part with a defect */
  async add(truth: Truth, output: MeasureOutput, truthMask?: string): Promise<void> {
    if (!truth.has_defect) return this.addGood(truth, output);
    const { width, height } = output.picture;
    const enough = truth.area_px >= LEAST_SHARE * width * height;
    if (!enough || truth.contrast < LEAST_CONTRAST * truth.texture_noise) return;
    this.figures.defects += 1;
    const expected = await readMask(truthMask!);
    if (covered(expected, await readMask(output.mask!)) < COVER) {
      this.missed.push(truth.file);
      return;
    }
    const region = output.regions.reduce((a, b) => (overlap(expected, b) > overlap(expected, a) ? b : a));
    if (truth.length_px >= LEAST_LENGTH) this.errors.push(Math.abs(region.length.px / truth.length_px - 1));
  }

  private addGood(truth: Truth, { regions }: MeasureOutput): void {
    this.figures.goodParts += 1;
    this.figures.falseRegions += regions.length;
    if (truth.lookalike) return;
    this.figures.plainParts += 1;
    this.figures.falseRegionsOnPlain += regions.length;
  }

  get result(): Figures {
    const sorted = this.errors.toSorted((a, b) => a - b);
    return {
      ...this.figures,
      found: 1 - this.missed.length / this.figures.defects,
      lengths: sorted.length,
      medianLengthError: sorted[sorted.length >> 1] ?? null,
      missed: this.missed,
    };
  }
}

/** Part of the true pixels that a found pixel lies near. */
function covered(truth: Mask, found: Mask): number {
  const { width, height } = truth;
  let [all, near] = [0, 0];
  for (let at = 0; at < truth.data.length; at++) {
    if (!truth.data[at]) continue;
    all += 1;
    const [x, y] = [at % width, Math.floor(at / width)];
    if (anyIn(found, x - TOLERANCE, y - TOLERANCE, x + TOLERANCE, y + TOLERANCE, width, height)) near += 1;
  }
  return near / all;
}

function anyIn(
  { data }: Mask,
  left: number,
  top: number,
  right: number,
  bottom: number,
  width: number,
  height: number,
) {
  for (let y = Math.max(0, top); y <= Math.min(height - 1, bottom); y++) {
    const row = data.subarray(y * width + Math.max(0, left), y * width + Math.min(width - 1, right) + 1);
    if (row.includes(1)) return true;
  }
  return false;
}

/** True pixels inside a region's box. */
function overlap({ data, width, height }: Mask, { bbox }: MeasuredRegion): number {
  const [left, top] = [Math.max(0, Math.floor(bbox[0])), Math.max(0, Math.floor(bbox[1]))];
  const [right, bottom] = [
    Math.min(width, Math.ceil(bbox[0] + bbox[2])),
    Math.min(height, Math.ceil(bbox[1] + bbox[3])),
  ];
  let count = 0;
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) count += data[y * width + x]!;
  }
  return count;
}
