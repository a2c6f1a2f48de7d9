import type { Box, ModelUse } from '../../inspection/record';
import type { ReferenceMemory, ReferenceView } from '../../reference/memory';
import type { ToldCellMap } from './cell-map';
import type { Clahe, Picture, PictureFacts, RelativeBox } from './picture';

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
  /** Besides, tiles at full resolution. */
  fine?: FineTiles;
  clahe?: Clahe;
  /** Longest side in pixels of a JPEG thumbnail; none when absent. */
  thumbnail?: number;
  /** Good parts that the whole region is compared with. */
  reference?: ReferenceMemory;
  /** Longest side in pixels of a JPEG that shows where it differs from them; none when absent. */
  heatmap?: number;
}

/** Tiles as large as what the model reads, so that nothing is made smaller: as many as the time allows. */
export interface FineTiles {
  /** Least share of a tile's side that neighbours have in common, 0..0.8. */
  overlap: number;
  /** Time for the whole job from decoding on, ms; 0: all tiles, however long that takes. The whole region is always judged. */
  budgetMs: number;
  /** Ids of the labels that stand for a defect. */
  defects: string[];
  /** Score from which a tile is NG; the model's own when absent. */
  limit?: number;
}

/** What a tile at full resolution tells. */
export interface FineTile {
  box: Box;
  /** As in `regions` of {@link ClipOutput}. */
  logits: number[];
  /**
   * Log-odds of a defect in the words' eyes, and, of a model that tells of its cells, those of the likeliest defect class
   * where they are highest; the lowest of its looks.
   */
  score: number;
  /** Looks at it; a tile that deserved more than one and has one was the victim of the time. */
  looks: number;
  /** Which of the tiles it was, counted from 1 in the order in which they were looked at. */
  turn: number;
}

export interface FineOutput {
  /** Those that were looked at again or should have been, highest score first; where there are none, the highest. */
  tiles: FineTile[];
  /** Score from which a tile is NG. */
  limit: number;
  /** Number of tiles that were looked at, and of those that cover the region. */
  seen: number;
  total: number;
  /** What no tile that was looked at covers, pixels. */
  unseen: Box[];
  /** Since the job began, ms. */
  spentMs: number;
}

/** How a picture differs from good parts. */
export interface ReferenceOutput {
  /** In standard deviations from what the good pictures themselves have. */
  z: number;
  /** How much the worst place looks like a defect that good parts do not have: log-odds and z at one cell, less where much changed. */
  excess: number;
  /** How far odds and words are believed on this product, 0 to 1, as its good parts told. */
  trust: number;
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
  fine?: FineOutput;
  model: ModelUse;
}

/** Where a picture speaks for a label rather than for others. */
export interface ExplainInput {
  picture: Picture;
  model: string;
  /** As in {@link ClipInput}. */
  labels: ClipInput['labels'];
  /** Which of them is asked about. */
  label: string;
  /** Those it is set against, by id; none: nothing. */
  against: string[];
  /** The part that is looked at; default the whole picture. */
  roi?: RelativeBox;
  clahe?: Clahe;
  /** Longest side in pixels of the JPEG that shows it; 0: none. */
  longest: number;
}

/** How much every cell speaks for the label; below 0 for the others. */
export interface ExplainOutput extends ToldCellMap {
  /** `occlusion` where the model brings no derivative: cells are covered in turn. */
  method: 'grad-cam' | 'occlusion';
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
