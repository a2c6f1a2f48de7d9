import { hashOf } from '../hash';
import type { Calibration, ClipInput, MeasureOptions } from '../inference/jobs';
import type { DecisionOptions, Label } from '../inspection/labels';
import type { FineOptions } from '../inspection/fine';
import type { UnlikeOptions } from '../inspection/unlike';
import type { RecipeUse, Timestamp } from '../inspection/record';
import type { StoredReference } from '../reference/file';
import type { Origin } from './origin';

export const RECIPE_SCHEMA = 1;

/** What judging a picture needs to know of the product. */
export interface RecipeJudgement {
  labels: Label[];
  /** Sentences with `{}` where a label's name goes. */
  templates: string[];
  decision: DecisionOptions;
  regions: Pick<ClipInput, 'roi' | 'centreCrop' | 'tiles' | 'clahe'>;
  /** Tiles at full resolution besides; they have a limit of their own, which no fit holds for. */
  fine?: FineOptions;
  reference?: RecipeReference;
}

/** Good parts to compare with. */
export interface RecipeReference extends UnlikeOptions {
  /** What `gyeol learn` writes, so that a saved recipe needs no other file. */
  memory?: StoredReference;
  /** Or its file: in a form relative to Node-RED's working directory, in a recipe's file to that. */
  file?: string;
  /** SHA-256 that it must have. */
  hash?: string;
}

/** What the thresholds of a recipe were fitted on; scores of anything else mean something else. */
export interface Fit {
  /** Id of the model, for people. */
  model: string;
  /** Of model, labels and prompts, as the engine told it. */
  promptsHash: string;
  /** Of model and preprocessing, as the engine told it. */
  picturesHash: string;
  /** Of the recipe's own regions of interest, tiles and contrast. */
  regionsHash: string;
  at: Timestamp;
  /** Pictures it was fitted on. */
  ok: number;
  ng: number;
}

/**
 * What the inspection of one product is: one file, exported and imported whole, known by the hash of its content.
 * Every number in it may be changed by hand; a fit then says that it is not of these settings any more.
 */
export interface Recipe {
  schema: typeof RECIPE_SCHEMA;
  /** Names its file. */
  id: string;
  name: string;
  /** Counts from 1; each saving is a version, and the former ones stay. */
  version: number;
  savedAt: Timestamp;
  note?: string;
  /** What `part.product` may say besides the id. */
  products: string[];
  judge: RecipeJudgement;
  measure?: Partial<MeasureOptions>;
  calibration?: Calibration;
  fit?: Fit;
  /** What it was made with. */
  origin?: Origin;
}

/** What is saved; version and time are given by saving. */
export type RecipeContent = Omit<Recipe, 'version' | 'savedAt' | 'schema'>;

const uses = new WeakMap<Recipe, RecipeUse>();

/**
 * What an inspection remembers of its recipe. The hash is of the whole recipe, whatever the order of its properties; it is
 * computed once, for a memory of good parts is half a megabyte.
 */
export function useOfRecipe(recipe: Recipe): RecipeUse {
  const use = uses.get(recipe) ?? { id: recipe.id, version: recipe.version, hash: hashOf(recipe) };
  uses.set(recipe, use);
  return use;
}
