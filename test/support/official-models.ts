import { join } from 'node:path';
import type { Direction, Generation } from '../../lib/inference/jobs';
import { packageRoot } from '../../lib/package-root';
import expected from '../fixtures/official/expected.json';
import m2m100 from '../fixtures/official/m2m100.json';

/** Absolute folder of a small checkpoint in an official layout, made by test/fixtures/official/make.py. */
export const officialModel = (name: 'blip' | 'm2m100' | 'opus' | 'siglip') =>
  join(packageRoot(), 'test/fixtures/official', name);

/** Graphs without weights of their sizes, for GYEOL_GRAPHS. */
export const SMALL_GRAPHS = join(packageRoot(), 'test/fixtures/official/graphs');

interface Outcome {
  tokens: number[];
  score?: number;
}

export interface BlipCase {
  /** The file its weights lie in. */
  weights: string;
  scale: number;
  prompt: string;
  options: Generation;
  results: Outcome[];
}

export interface OpusCase {
  text: string;
  input_ids: number[];
  options: Generation;
  results: Outcome[];
  /** The best result in words. */
  best: string;
}

/** What Hugging Face transformers generated with them. */
export const OFFICIAL = expected as unknown as { blip: BlipCase[]; opus: OpusCase[] };

export interface M2m100Case extends OpusCase {
  direction: Direction;
  early_stopping: boolean | 'never';
}

export const M2M100 = m2m100 as unknown as M2m100Case[];
