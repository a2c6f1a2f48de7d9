import { checkCalibration } from '../imaging/calibration';
import { InspectionError } from '../inspection/errors';
import type { Label } from '../inspection/labels';
import type { StoredReference } from '../reference/file';
import { restored } from '../reference/open';
import { requireHash } from './reference';
import { RECIPE_SCHEMA, type Recipe, type RecipeContent, type RecipeJudgement } from './recipe';

const KINDS = ['defect', 'normal', 'look-alike', 'other'];
const RULES = ['sum', 'either', 'both', 'words'];
const ID = /^[\p{L}\p{N}](?:[\p{L}\p{N} ._+-]{0,62}[\p{L}\p{N}_+-])?$/u;

const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';
const isFraction = (value: unknown) => typeof value === 'number' && value >= 0 && value <= 1;
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether a text may name a recipe, and so its file: 1 to 64 letters, digits, spaces and `. _ + -`, none at its ends. */
export const isRecipeId = (id: unknown): id is string => isText(id) && ID.test(id);

/**
 * A recipe as it may stand in a file from elsewhere.
 *
 * @throws InspectionError ERR_RECIPE with the first field that cannot be used; ERR_RECIPE_NEWER for a later schema;
 *   ERR_REFERENCE and ERR_REFERENCE_HASH for a memory of good parts that is not whole or another
 */
export function checkRecipe(value: unknown): Recipe {
  if (!isObject(value)) throw wrong('JSON');
  if (Number(value.schema) > RECIPE_SCHEMA)
    throw new InspectionError('ERR_RECIPE_NEWER', { schema: `${value.schema}` });
  if (value.schema !== RECIPE_SCHEMA) throw wrong('schema');
  if (!Number.isSafeInteger(value.version) || (value.version as number) < 1) throw wrong('version');
  if (!isText(value.savedAt)) throw wrong('savedAt');
  checkContent(value);
  return value as unknown as Recipe;
}

/**
 * What a person or a command wants to save.
 *
 * @throws InspectionError ERR_RECIPE with the first field that cannot be used; ERR_CALIBRATION, ERR_REFERENCE
 */
export function checkContent(value: unknown): asserts value is RecipeContent {
  if (!isObject(value)) throw wrong('JSON');
  if (!isRecipeId(value.id)) throw wrong('id');
  if (!isText(value.name)) throw wrong('name');
  if (!Array.isArray(value.products) || !value.products.every(isText)) throw wrong('products');
  if (value.measure !== undefined && !isObject(value.measure)) throw wrong('measure');
  if (value.fit !== undefined && !isObject(value.fit)) throw wrong('fit');
  if (value.origin !== undefined && !isObject(value.origin)) throw wrong('origin');
  checkJudgement(value.judge);
  if (value.calibration !== undefined) checkCalibration(value.calibration as never);
}

function checkJudgement(value: unknown): asserts value is RecipeJudgement {
  if (!isObject(value)) throw wrong('judge');
  const { labels, templates, decision, regions } = value;
  if (!Array.isArray(labels) || labels.length === 0 || !labels.every(isLabel)) throw wrong('judge.labels');
  if (new Set(labels.map(({ id }) => id)).size < labels.length) throw wrong('judge.labels: id');
  if (!Array.isArray(templates) || !templates.every((text) => typeof text === 'string')) throw wrong('judge.templates');
  if (!isObject(decision)) throw wrong('judge.decision');
  for (const name of ['threshold', 'margin', 'unknownBelow'])
    if (!isFraction(decision[name])) throw wrong(`judge.decision.${name}`);
  if (decision.unknownMargin !== undefined && !isFraction(decision.unknownMargin))
    throw wrong('judge.decision.unknownMargin');
  if (!isObject(regions)) throw wrong('judge.regions');
  if (value.fine !== undefined) checkFine(value.fine);
  if (value.reference !== undefined) checkReference(value.reference);
}

function checkFine(value: unknown): void {
  const atLeast = (least: number, number: unknown) => Number.isFinite(number) && (number as number) >= least;
  if (!isObject(value) || !atLeast(0, value.overlap) || !((value.overlap as number) <= 0.8))
    throw wrong('judge.fine.overlap');
  if (!atLeast(0, value.budgetMs)) throw wrong('judge.fine.budgetMs');
  if (value.limit !== undefined && !atLeast(0, value.limit)) throw wrong('judge.fine.limit');
}

function checkReference(value: unknown): void {
  if (!isObject(value)) throw wrong('judge.reference');
  const { memory, file, hash } = value;
  if (memory === undefined ? !isText(file) : !isObject(memory)) throw wrong('judge.reference.memory');
  if (hash !== undefined && !isText(hash)) throw wrong('judge.reference.hash');
  if (memory !== undefined) requireHash(restored(memory as StoredReference, 'judge.reference.memory'), hash, '');
  if (!RULES.includes(value.rule as string)) throw wrong('judge.reference.rule');
  for (const name of ['limit', 'band', 'beyond'])
    if (value[name] !== undefined && !Number.isFinite(value[name])) throw wrong(`judge.reference.${name}`);
}

function isLabel(value: unknown): value is Label {
  if (!isObject(value)) return false;
  const { id, en, ko, kind, threshold } = value;
  return (
    isText(id) &&
    (isText(en) || isText(ko)) &&
    KINDS.includes(kind as string) &&
    (threshold === undefined || isFraction(threshold))
  );
}

const wrong = (field: string) => new InspectionError('ERR_RECIPE', { field });
