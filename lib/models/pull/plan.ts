import { readFile } from 'node:fs/promises';
import { InspectionError } from '../../inspection/errors';
import { refuseBad, type Catalogue, type CatalogueFile, type CatalogueModel, type RemoteSource } from '../catalogue';
import { familyOf, isFamily, type HubConfig } from '../family';
import type { GraphPrecision } from '../graph';
import { CHECKPOINTS, checkpointFiles, firstGraph, usualFiles } from '../layout';
import { FAMILIES, type ModelManifest } from '../manifest';
import { PREPARATIONS } from './preparations';
import { roadTo } from './road';
import { isSafePath } from '../safe-path';
import type { Stage } from './stage';

/** What is to be pulled; of a repository that the catalogue does not know, only its name. */
export type Wish = Partial<Omit<CatalogueModel, 'source'>> & { id: string; source: RemoteSource };

/**
 * The catalogue's entry of an id, or a repository as `OWNER/NAME` or `OWNER/NAME@REVISION`.
 *
 * @throws InspectionError ERR_MODEL_REFUSED, ERR_MODEL_UNKNOWN, ERR_MODEL_SHIPPED, ERR_MODEL_FAMILY (this version cannot
 * run it)
 */
export function wishFor(catalogue: Catalogue, name: string): Wish {
  const [repository, revision = 'main'] = name.split('@') as [string, string?];
  refuseBad(catalogue, repository);
  const known = catalogue.models.find(({ id }) => id === name);
  if (known) return runnable(catalogue, known);
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository)) throw new InspectionError('ERR_MODEL_UNKNOWN', { model: name });
  return { id: repository, source: { repository, revision } };
}

function runnable(catalogue: Catalogue, model: CatalogueModel): Wish {
  const { id, family, source, prepare } = model;
  if ('shipped' in source) throw new InspectionError('ERR_MODEL_SHIPPED', { model: id });
  if ('repository' in source) refuseBad(catalogue, source.repository);
  if (isRunnable(model)) return { ...model, source };
  const missing = isFamily(family) ? `${family} (${prepare})` : family;
  throw new InspectionError('ERR_MODEL_FAMILY', { model: id, family: missing, families: FAMILIES.join(', ') });
}

/** Whether this version has all it takes to run a model of the catalogue. */
export const isRunnable = ({ family, prepare }: CatalogueModel): boolean =>
  isFamily(family) && (!prepare || prepare in PREPARATIONS);

/** Fetches one file into the stage; false when it is optional and not there. */
export type Fetch = (file: CatalogueFile) => Promise<boolean>;

/** Whether the server has a file. */
export type Exists = (path: string) => Promise<boolean>;

export interface Plan {
  files: CatalogueFile[];
  /** The step that makes them loadable. */
  prepare?: string;
  /** Integers are made of the graphs. */
  makesIntegers: boolean;
}

/** Of the files that the catalogue lists, those that a precision takes. */
export function filesFor(
  { files = [], prepare }: Pick<CatalogueModel, 'files' | 'prepare'>,
  wished: GraphPrecision,
): Omit<Plan, 'prepare'> {
  const hasSingle = !!prepare || files.some(({ precision }) => precision === 'fp32');
  const { pulled, makesIntegers } = roadTo(wished, hasSingle);
  return { makesIntegers, files: files.filter(({ precision }) => !precision || precision === pulled) };
}

/**
 * The files to pull. A repository with a model.json of this pack's form lists them there, with their hashes; one that
 * nobody has described is asked for the usual files of its family: its graphs, else its checkpoint.
 *
 * @throws InspectionError ERR_OPTIONS (not this precision), ERR_MODEL_FAMILY, ERR_MODEL_LAYOUT, and what `fetch` throws
 */
export async function plan(
  wish: Wish,
  stage: Stage,
  precision: GraphPrecision | undefined,
  { fetch, exists }: { fetch: Fetch; exists: Exists },
): Promise<Plan> {
  const { prepare } = wish;
  const wished = precision ?? wish.precisions?.[0] ?? 'fp32';
  if (wish.precisions && !wish.precisions.includes(wished)) {
    const reason = `${wished}: ${wish.id} comes in ${wish.precisions.join(', ')}`;
    throw new InspectionError('ERR_OPTIONS', { option: 'precision', reason });
  }
  if (wish.files) return { prepare, ...filesFor(wish, wished) };
  if (await fetch({ path: 'model.json', bytes: null, sha256: null, optional: !wish.family })) {
    const { files } = (await ownManifest(wish, stage))!;
    const own = files.some(({ path }) => /_(int8|quantized)\.onnx$/.test(path));
    return { prepare, makesIntegers: !own && roadTo(wished, true).makesIntegers, files };
  }
  await fetch({ path: 'config.json', bytes: null, sha256: null });
  const family = familyOf(wish.id, await readJson<HubConfig>(wish, stage, 'config.json'));
  const single = await exists(firstGraph(family, 'fp32'));
  const ready = (wished !== 'fp16' && single) || (wished !== 'fp32' && (await exists(firstGraph(family, wished))));
  const checkpoint = ready ? undefined : await firstOf(CHECKPOINTS, exists);
  const { pulled, makesIntegers } = roadTo(wished, single || !!checkpoint);
  if (checkpoint) return { prepare: family, makesIntegers, files: checkpointFiles(family, checkpoint) };
  return { prepare, makesIntegers, files: usualFiles(family, pulled) };
}

async function firstOf(paths: string[], exists: Exists): Promise<string | undefined> {
  for (const path of paths) if (await exists(path)) return path;
  return undefined;
}

/** The model.json that the repository brought, if it has this pack's form. */
export async function ownManifest(wish: Wish, stage: Stage): Promise<ModelManifest | undefined> {
  if (wish.files || !(await stage.landed('model.json'))) return undefined;
  const manifest = await readJson<Partial<ModelManifest>>(wish, stage, 'model.json');
  const { family, files = [] } = manifest;
  const refuse = (reason: string) =>
    new InspectionError('ERR_MODEL_LAYOUT', { model: wish.id, path: 'model.json', reason });
  if (!family || !isFamily(family)) throw refuse(`family must be ${FAMILIES.join(', ')}`);
  if (files.length === 0) throw refuse('files is missing');
  const unsafe = files.find(({ path }) => !isSafePath(path));
  if (unsafe) throw refuse(`unsafe path ${unsafe.path}`);
  return manifest as ModelManifest;
}

export async function readJson<T>(wish: Wish, stage: Stage, path: string): Promise<T> {
  try {
    return JSON.parse(await readFile(stage.at(path), 'utf8')) as T;
  } catch (thrown) {
    throw new InspectionError('ERR_MODEL_LAYOUT', { model: wish.id, path, reason: (thrown as Error).message });
  }
}
