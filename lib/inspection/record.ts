/** The inspection record: what `msg.inspection` holds from source to report. Schema version 1. */

import type { Measurement, Quantity, ToleranceUse } from './measurement';
import type { FineUse } from './fine-use';
import type { ReferenceUse } from './reference-use';
import type { Asked, Looked, Why } from './why';

export type * from './measurement';
export type * from './why';

export const SCHEMA_VERSION = 1;

export type Decision = 'ok' | 'ng' | 'review';

/** `[x, y, width, height]` in pixels of the oriented picture, or in millimetres where said so. */
export type Box = [x: number, y: number, width: number, height: number];
export type Point = [x: number, y: number];

/** An ISO 8601 time with its offset, such as `2026-11-23T09:15:02.118+09:00`. */
export type Timestamp = string;

/** One name in the two languages of the pack. */
export interface Bilingual {
  en: string;
  ko: string;
}

export interface Frame {
  /** Where the picture came from: MQTT topic, OPC UA node id or file path. */
  source?: string;
  seq?: number;
  /** Of the encoded bytes as they arrived, hexadecimal. */
  sha256?: string;
  format?: string;
  /** Pixels, after the EXIF orientation was applied. */
  width?: number;
  height?: number;
  channels?: number;
  /** Bits a channel: 8 or 16. */
  depth?: number;
  capturedAt?: Timestamp;
  receivedAt?: Timestamp;
  judgedAt?: Timestamp;
}

export interface Part {
  line?: string;
  station?: string;
  lot?: string;
  serial?: string;
  product?: string;
  inspector?: string;
}

export interface LabelScore {
  id: string;
  probability: number;
}

/** Why the decision fell as it did; `defect-possible`: a normal label won, but a defect's own probability suffices, too;
 * `unlike-reference`: the picture differs from good parts. What nobody knows: `unknown` by its probability, `labels-close` by
 * two labels that fit as well, `far-from-reference` by hardly any place of it that looks like a good part. */
export type JudgementReason =
  | 'defect'
  | 'normal'
  | 'below-threshold'
  | 'small-margin'
  | 'defect-possible'
  | 'look-alike'
  | 'unknown'
  | 'labels-close'
  | 'unlike-reference'
  | 'far-from-reference'
  | 'no-description'
  | 'cannot-decide'
  | 'out-of-tolerance'
  | 'within-tolerance';

export interface Judgement {
  decision: Decision;
  reason: JudgementReason;
  label: { id: string } & Bilingual;
  /** Of the decision the label stands for: the sum over its labels (softmax) or the best of them (sigmoid), 0..1. */
  probability: number;
  /** Probability of the decision minus the next best decision's, 0..1. */
  margin: number;
  threshold: number;
  /** All labels, highest first, of the region that decided. */
  scores: LabelScore[];
  /** `sigmoid`: each label has a probability of its own, they need not sum to one. Absent: softmax, they do. */
  scoring?: 'sigmoid';
  /** SHA-256 of labels, templates and model: equal hashes mean comparable scores. */
  promptsHash: string;
  /** SHA-256 of model and preprocessing: equal hashes see a picture alike. */
  picturesHash: string;
  model: string;
  /** The tile or region that decided; absent when the whole picture did. */
  region?: Box;
  /** How the picture differs from good parts, where there is a memory of them. */
  reference?: ReferenceUse;
  /** What tiles at full resolution told, where there are any, and what they left out. */
  tiles?: FineUse;
  /** How its regions keep to the limits of size, where there are any. */
  tolerance?: ToleranceUse;
}

export interface CaptionText {
  text: string;
  /** Number of generated tokens. */
  tokens: number;
  /** Mean log-probability a token (after the length penalty). */
  score: number;
}

export interface Caption extends CaptionText {
  text_ko?: string;
  alternatives: CaptionText[];
  prompt?: string;
  beams: number;
  attempts: number;
  /** Ids of quality rules that the caption satisfies. */
  rulesPassed: string[];
  looked?: Looked;
}

export type Severity = 'minor' | 'major' | 'critical';

export interface Region {
  id: number;
  bbox: Box;
  bbox_mm?: Box;
  polygon: Point[];
  length: Quantity;
  width: Quantity;
  area: Quantity;
  /** How its sizes were measured: between pixels along a `line` or around an `outline`, or `coarse` by counting them. */
  gauge?: 'line' | 'outline' | 'relief' | 'coarse';
  /** Of the longest axis, degrees counter-clockwise from the picture's x axis, 0 ≤ angle < 180. */
  angle: number;
  /** Centroid, pixels. */
  center: Point;
  /** Mean absolute grey-level difference to the background, 0..255. */
  contrast: number;
  /** Words of the 3×3 grid cell the centroid lies in, such as `bottom right` / `우측 하단`. */
  location: Bilingual;
  severity?: Severity;
}

export interface TermUse {
  id: string;
  code?: string;
  from: string;
  to: string;
}

export interface Description extends Bilingual {
  termsUsed: TermUse[];
  /** Numbers with units that the sentences carry over from the measurement. */
  numbers: string[];
  cause?: string;
  action?: string;
  unknownTerms?: string[];
  glossary?: { id: string; version: string; hash: string };
}

/** JPEG pictures: Buffers on a message, file names (relative to the report) in a written record. */
export interface Evidence {
  thumbnail?: Uint8Array | string;
  overlay?: Uint8Array | string;
  /** Where it differs from good parts. */
  heatmap?: Uint8Array | string;
  /** Where the likeliest defect is seen. */
  why?: Uint8Array | string;
  /** Where the captioner looked as it wrote the word of a defect. */
  looked?: Uint8Array | string;
  picture?: string;
}

export interface QualityCheck {
  rule: string;
  passed: boolean;
  detail?: string;
}

export interface Quality {
  checks: QualityCheck[];
  review: boolean;
}

export interface ModelUse {
  id: string;
  revision: string;
  precision: string;
  provider: string;
}

/** How the picture was taken, where drift is watched: natural logarithms, and what has drifted from normal. */
export interface PictureCondition {
  light: number;
  contrast: number;
  focus: number;
  structure: number;
  /** How much there is to see in each place of a 3 × 3 grid, row by row, beside the other places. */
  detail: number[];
  drifts: string[];
}

export interface InspectionFailure {
  code: string;
  message: string;
  advice: string;
}

/** The recipe an inspection followed. */
export interface RecipeUse {
  id: string;
  version: number;
  /** SHA-256 of its content. */
  hash: string;
}

/** What a person decided about a frame. */
export interface Disposition {
  /** Counts from 1; the highest one counts. */
  revision: number;
  /** Its id in `lib/disposition/kinds.ts`. */
  decision: string;
  at: Timestamp;
  by?: string;
  note?: string;
}

/** A past inspection that looks alike. */
export interface SimilarCase {
  id: string;
  at: Timestamp;
  /** Cosine of the pictures' vectors, −1..1. */
  similarity: number;
  decision: Decision | 'error';
  label?: { id: string } & Bilingual;
  line?: string;
  lot?: string;
  /** What a person decided about it last. */
  disposition?: Disposition;
}

export interface Inspection {
  schema: typeof SCHEMA_VERSION;
  id: string;
  frame: Frame;
  part: Part;
  recipe?: RecipeUse;
  judgement?: Judgement;
  why?: Why;
  measurement?: Measurement;
  regions?: Region[];
  caption?: Caption;
  description?: Description;
  condition?: PictureCondition;
  evidence?: Evidence;
  quality?: Quality;
  /** Models by stage (`judge`, `caption`, `translate`). */
  models?: Record<string, ModelUse>;
  /** Milliseconds by stage; `<stage>.queue` is the time waited before it. */
  timings?: Record<string, number>;
  /** The unit-length picture embedding, for search; never written to reports. */
  embedding?: Float32Array;
  /** Never written to reports. */
  asked?: Asked;
  /** Queues on disk that passed the frame on, by node id: which try it is, and how long it waited in milliseconds. */
  queues?: Record<string, { attempt: number; waited: number }>;
  /** True when the same id was seen before. */
  duplicate?: boolean;
  /** Decisions of people, by revision. */
  dispositions?: Disposition[];
  /** Most similar first. */
  similar?: SimilarCase[];
  error?: InspectionFailure;
}
