import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Generation } from '../../lib/inference/jobs';
import { packageRoot } from '../../lib/package-root';
import expected from '../fixtures/models/expected.json';

export type TinyFamily = 'clip' | 'blip' | 'marian';

/** Absolute folder of a model with random weights, made by test/fixtures/models/make.py. */
export const tinyModel = (family: TinyFamily | 'siglip') => join(packageRoot(), 'test/fixtures/models', family);

/** A copy that a test may spoil. */
export function copyOfTinyModel(family: TinyFamily | 'siglip'): string {
  const folder = mkdtempSync(join(tmpdir(), 'tiny-'));
  cpSync(tinyModel(family), folder, { recursive: true });
  return folder;
}

interface Outcome {
  tokens: number[];
  score?: number;
}

/** What Hugging Face transformers generated with the tiny models. */
export const HUGGING_FACE = expected as unknown as {
  blip: { scale: number; prompt: string; options: Generation; results: Outcome[] }[];
  marian: { text: string; options: Generation; results: Outcome[] }[];
};
