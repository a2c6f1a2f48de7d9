/** What the engine can be asked to do: one entry a job, its input and output as they cross the process border. */

import type { CameraModel } from '../imaging/camera';
import type { Box, CaptionText, ModelUse, Point, Quantity } from '../inspection/record';
import type { ReferenceMemory, ReferenceView } from '../reference/memory';

/** A process of its own each; work in one lane never waits for work in another. */
export type Lane = 'judge' | 'measure' | 'describe';

/** Layout of pixels that come without a file format: row-major, channels interleaved, 16 bit little-endian. */
export interface RawLayout {
  width: number;
  height: number;
  channels: 1 | 3 | 4;
  depth: 8 | 16;
}

/** A picture as it came in, still encoded: its bytes, or the path of a file on this machine. */
export interface Picture {
  bytes?: Uint8Array;
  path?: string;
  raw?: RawLayout;
  /** Most pixels (width × height) that are decoded; default 268,402,689 (sharp's own limit). */
  maxPixels?: number;
}

/** What decoding found out. Width and height are those of the oriented picture. */
export interface PictureFacts {
  format: string;
  width: number;
  height: number;
  channels: number;
  depth: number;
  /** Of the encoded bytes, hexadecimal. */
  sha256: string;
}

export interface Clahe {
  /** Contrast limit, 1..10. */
  clipLimit: number;
  /** Tiles a side, 2..16. */
  grid: number;
}

/** A rectangle in fractions of the picture, 0..1, so that it holds at any resolution. */
export type RelativeBox = Box;

export interface ClipInput {
  picture: Picture;
  model: string;
  /** `prompts`: the texts whose unit embeddings are averaged, and normalised again, to stand for the label. */
  labels: { id: string; prompts: string[] }[];
  /** Region of interest; default the whole picture. */
  roi?: RelativeBox;
  /** Keep only this middle fraction (0..1] of each side of the region of interest; default 1. */
  centreCrop?: number;
  /** Besides the whole region, columns × rows tiles that overlap by this fraction of a tile. */
  tiles?: { columns: number; rows: number; overlap: number };
  clahe?: Clahe;
  /** Longest side in pixels of a JPEG thumbnail; none when absent. */
  thumbnail?: number;
  /** Good parts that the whole region is compared with. */
  reference?: ReferenceMemory;
  /** Longest side in pixels of a JPEG that shows where it differs from them; none when absent. */
  heatmap?: number;
}

/** How a picture differs from good parts. */
export interface ReferenceOutput {
  /** In standard deviations from what the good pictures themselves have. */
  z: number;
  /** Log-odds of the likeliest defect class at the worst place, beyond those that good parts have there. */
  excess: number;
  /** z of every cell of the region, row by row, `columns` in a row. */
  cells: Float32Array;
  columns: number;
  /** Around the cells that differ most, in pixels of the picture. */
  box: Box;
  /** What the words say of the good pictures: one row of logits each, as in `regions`. */
  goodLogits: number[][];
  heatmap?: Uint8Array;
}

export interface ClipOutput {
  picture: PictureFacts;
  /** First the whole region, then the tiles; `logits` are cosine × logit scale, one a label, in input order. */
  regions: { box: Box; logits: number[] }[];
  scoring: 'softmax' | 'sigmoid';
  /** Unit length, of the whole region. */
  embedding: Float32Array;
  promptsHash: string;
  /** SHA-256 of model and preprocessing: equal hashes see a picture alike. */
  picturesHash: string;
  thumbnail?: Uint8Array;
  reference?: ReferenceOutput;
  model: ModelUse;
}

export interface LearnInput extends ReferenceView {
  /** Of good parts, at least one. */
  pictures: Picture[];
  model: string;
}

export interface LearnOutput {
  memory: Omit<ReferenceMemory, 'hash' | 'learntAt'>;
  model: ModelUse;
}

/** Pictures and texts as vectors that can be compared with each other. */
export interface EmbedInput {
  model: string;
  /** The whole picture … */
  picture?: Picture;
  /** … or texts. */
  texts?: string[];
}

export interface EmbedOutput {
  /** Unit length: of the picture, or of each text in input order. */
  vectors: Float32Array[];
  /** As in {@link ClipOutput}. */
  picturesHash: string;
  model: ModelUse;
}

export interface Generation {
  /** 1..8. */
  numBeams: number;
  maxNewTokens: number;
  minNewTokens?: number;
  /** 0: beam search. Above: multinomial sampling at this temperature. */
  temperature?: number;
  topP?: number;
  seed?: number;
  /** 1: none. Keskar et al. 2019 (CTRL). */
  repetitionPenalty?: number;
  /** 0: off. */
  noRepeatNgramSize?: number;
  /** Exponent of the length that divides a beam's score; 1: mean log-probability. */
  lengthPenalty?: number;
  /** Words or phrases that must not be written. */
  bannedWords?: string[];
}

export interface CaptionInput {
  picture: Picture;
  model: string;
  /** Text the caption starts with; it is part of the returned text. */
  prompt?: string;
  generation: Generation;
  thumbnail?: number;
}

export interface CaptionOutput {
  picture: PictureFacts;
  /** Best first. */
  captions: CaptionText[];
  thumbnail?: Uint8Array;
  model: ModelUse;
}

/** Languages as ISO 639-1 names them, such as `en` and `ko`. */
export interface Direction {
  from: string;
  to: string;
}

export interface TranslateInput {
  /** One sentence each. */
  texts: string[];
  /** Default English to Korean; a model whose weights know one direction only takes no notice. */
  direction?: Direction;
  model: string;
  generation: Generation;
}

export interface TranslateOutput {
  /** In input order. */
  texts: CaptionText[];
  model: ModelUse;
}

export type MeasureMethod = 'adaptive' | 'reference' | 'fixed' | 'canny';

export interface MeasureOptions {
  method: MeasureMethod;
  polarity: 'dark' | 'bright' | 'both';
  /** adaptive, reference: multiple of the local noise (robust standard deviation); fixed: grey level 0..255; canny: upper threshold. */
  threshold: number;
  roi?: RelativeBox;
  /** Smallest region, px². */
  minArea: number;
  /** Radius of the morphological closing that joins fragments, px; 0: none. */
  closing: number;
  /** Regions whose borders are nearer than this are one, px. */
  mergeDistance: number;
  /** Keep the n largest. */
  largest: number;
  clahe?: Clahe;
}

export interface Calibration {
  id: string;
  /** ISO 8601 time of the calibration. */
  at?: string;
  /** Either a uniform scale … */
  mmPerPixel?: number;
  /** … or at least four pairs of picture points (px) and plane points (mm). */
  points?: { px: Point; mm: Point }[];
  /** Picture size the points were taken at; pictures of another size are refused. */
  width?: number;
  height?: number;
  /** Standard uncertainty of the scale, mm per px. */
  scaleUncertainty?: number;
  /** Standard uncertainty of a point in either direction, px; default 0.5. */
  pointUncertainty?: number;
  /** Points of the picture are freed of this camera's distortion before anything else. */
  camera?: CameraModel;
  /** Days after which the calibration counts as old. */
  maxAgeDays?: number;
  /** Degrees of tilt above which a warning is due. */
  maxTilt?: number;
}

export interface MeasureInput {
  picture: Picture;
  /** A good picture of the same scene; needed by method `reference`. */
  reference?: Picture;
  options: MeasureOptions;
  calibration?: Calibration;
  /** Longest side in pixels of the overlay JPEG; 0: none. */
  overlay: number;
  thumbnail?: number;
  /** Also return the mask of all regions as a 1-channel PNG (for evaluation). */
  mask?: boolean;
}

/** A region as measured; the words for its place are added by the parent. */
export interface MeasuredRegion {
  bbox: Box;
  bbox_mm?: Box;
  polygon: Point[];
  center: Point;
  length: Quantity;
  width: Quantity;
  area: Quantity;
  /** `line`, `outline`: measured between pixels; `coarse`: by counting them, where no edge goes all around. */
  gauge: 'line' | 'outline' | 'coarse';
  angle: number;
  contrast: number;
}

export interface MeasureOutput {
  picture: PictureFacts;
  /** Largest first. */
  regions: MeasuredRegion[];
  registered?: boolean;
  overlay?: Uint8Array;
  thumbnail?: Uint8Array;
  mask?: Uint8Array;
}

/** How a picture was taken: logarithms of ratios, as `lib/engine/condition/condition.ts` tells. */
export interface Condition {
  light: number;
  contrast: number;
  focus: number;
}

export interface ConditionInput {
  picture: Picture;
  /** The part that is looked at; default the whole picture. */
  patch?: RelativeBox;
}

export interface ConditionOutput {
  picture: PictureFacts;
  condition: Condition;
}

export interface Jobs {
  clip: { input: ClipInput; output: ClipOutput };
  learn: { input: LearnInput; output: LearnOutput };
  embed: { input: EmbedInput; output: EmbedOutput };
  caption: { input: CaptionInput; output: CaptionOutput };
  translate: { input: TranslateInput; output: TranslateOutput };
  measure: { input: MeasureInput; output: MeasureOutput };
  condition: { input: ConditionInput; output: ConditionOutput };
}

export type JobKind = keyof Jobs;

export const LANE_OF: Record<JobKind, Lane> = {
  clip: 'judge',
  learn: 'describe',
  embed: 'judge',
  measure: 'measure',
  condition: 'measure',
  caption: 'describe',
  translate: 'describe',
};
