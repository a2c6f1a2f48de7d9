import type { RelativeBox, Clahe } from '../inference/jobs';
import type { Timestamp } from '../inspection/record';

export const REFERENCE_VERSION = 3;

/** Good pictures that a memory may be learnt from. */
export const MOST_PICTURES = 50;

/** The part of a picture that is compared, and how it is changed before. */
export interface ReferenceView {
  roi?: RelativeBox;
  centreCrop?: number;
  clahe?: Clahe;
}

/**
 * What good parts look like to a model, place by place: PatchCore (Roth et al. 2022, "Towards Total Recall in Industrial
 * Anomaly Detection") without its re-weighting, over features learnt for it (models/training/train_patches.py).
 */
export interface ReferenceMemory {
  /** Names what was learnt in records: SHA-256 of it, hexadecimal. */
  hash: string;
  learntAt: Timestamp;
  /** What the features are of; those of anything else cannot be compared. */
  model: { id: string; revision: string; precision: string };
  /** Of model and preprocessing, as the engine tells it. */
  picturesHash: string;
  view: ReferenceView;
  /** SHA-256 of the pictures it was learnt from. */
  pictures: string[];
  /** One a channel: features are multiplied by it, so that distances are in units of the good parts' own spread. */
  scale: Float32Array;
  /** `count × channels`, row by row, in 127ths of the channel's peak: what stands for all cells of all good pictures. */
  vectors: Int8Array;
  /** One a channel: largest absolute value of scaled features. */
  peaks: Float32Array;
  /** Logarithm of a good picture's score: each picture compared with the others' vectors (leave-one-out). */
  usual: { mean: number; spread: number };
  /** Row by row: log-odds of a defect that the model finds in good parts at each place and beside it. */
  expected: Float32Array;
  /** How far those odds are believed on this product, 0 to 1: less where they waver from one good part to another. */
  trust: number;
  /** `pictures × width`: unit embeddings of the good pictures, for what the words say of them. */
  embeddings: Float32Array;
}
