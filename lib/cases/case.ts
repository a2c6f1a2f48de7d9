import type { Decision, Disposition, Timestamp } from '../inspection/record';

/** Which encoder made a vector: only vectors of equal spaces can be compared. */
export interface Space {
  /** Of the model, such as `starter-clip`. */
  model: string;
  /** Whatever changes the vectors: the checksum of model and preprocessing. */
  version: string;
  dimension: number;
}

/** What is remembered of an inspection. */
export interface Case {
  id: string;
  at: Timestamp;
  decision: Decision | 'error';
  /** The label's id and its words. */
  label?: { id: string; en: string; ko: string };
  /** 0..1. */
  probability?: number;
  line?: string;
  station?: string;
  lot?: string;
  serial?: string;
  product?: string;
  /** The final sentence. */
  text?: { en: string; ko: string };
  /** Of the largest region, as measured. */
  size?: { lengthPx: number; lengthMm?: number; areaPx: number; areaMm2?: number };
  regions?: number;
  cause?: string;
  action?: string;
  /** Of the encoded picture, hexadecimal. */
  sha256?: string;
  space: Space;
}

/** A case to be kept. */
export interface NewCase {
  record: Case;
  /** Unit length. */
  vector: Float32Array;
  /** A small JPEG. */
  picture?: Uint8Array;
}

/** What a case must be like; every field that is missing lets all through. */
export interface CaseFilter {
  line?: string | string[];
  station?: string | string[];
  lot?: string | string[];
  product?: string | string[];
  /** Label ids, or their English or Korean words. */
  defect?: string | string[];
  decision?: string | string[];
  /** Kinds of `lib/disposition/kinds.ts`; `none`: nobody decided. */
  disposition?: string | string[];
  /** Milliseconds since 1970, both included. */
  from?: number;
  to?: number;
}

export interface CaseQuery {
  /** Id of a case whose vector is looked for, itself left out; in place of `vector`. */
  like?: string;
  /** Unit length; without it the newest cases are found. */
  vector?: Float32Array;
  /** Of the encoder that made the vector. */
  space?: Space;
  /** Texts lie beside the pictures, not among them, and so are looked for in more places. */
  text?: boolean;
  filter?: CaseFilter;
  /** How many; default 5. */
  count?: number;
  /** Ids that are not to be found: the inspection itself. */
  without?: string[];
  /** Cosine below which nothing is found; default −1. */
  least?: number;
  /** Compare with every case, not with those in the nearest lists only. */
  exhaustive?: boolean;
}

export interface FoundCase {
  record: Case;
  disposition?: Disposition;
  /** Cosine, −1..1; absent where nothing was compared. */
  similarity?: number;
  picture?: Uint8Array;
}

export interface CaseState {
  /** Cases kept. */
  cases: number;
  /** Of them, made by another encoder than the preferred one, and so not to be found by similarity. */
  foreign: number;
  /** Covered by the index on disk. */
  indexed: number;
  /** Bytes on disk. */
  bytes: number;
  /** Entries that could not be read when the store was opened. */
  damaged: number;
  oldest?: number;
  newest?: number;
  space?: Space;
  /** Share of the ten nearest that the index found when it was made, against comparing all. */
  recall?: number;
  /** Why the index could not be made. */
  trouble?: string;
  /** How many lists of the index a search reads, and of how many. */
  probes?: number;
  lists?: number;
}

export interface CaseLimits {
  /** Days; 0: for ever. */
  days: number;
  /** Most cases; 0: no limit. */
  cases: number;
}
