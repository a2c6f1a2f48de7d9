import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { InspectionError } from '../inspection/errors';
import { packageRoot } from '../package-root';
import { verified } from './checksum';
import { describeFolder } from './describe-folder';
import { FAMILIES, type Family, type ModelManifest } from './manifest';
import { starterFolder } from './starter';

/** A model on disk: its manifest, and the way to its other files. */
export interface ModelFolder {
  manifest: ModelManifest;
  /** Absolute path of one of its files. */
  at(path: string): string;
  /**
   * A JSON file of the model, compared with its checksum where model.json lists it.
   *
   * @throws InspectionError ERR_MODEL_MISSING, ERR_MODEL_CHECKSUM, ERR_MODEL_LOAD
   */
  json<T extends object>(path: string): Promise<T>;
  /** As {@link json}, or undefined where the model has no such file. */
  optionalJson<T extends object>(path: string): Promise<T | undefined>;
  /** Any file of the model, compared with its checksum, or undefined where the model has no such file. */
  optionalBytes(path: string): Promise<Buffer | undefined>;
}

/**
 * Finds a model by the id of a starter model or by the absolute path of a folder in Hugging Face layout; one without a
 * model.json gets one.
 *
 * @param family what it must be, or one of what it may be
 * @throws InspectionError ERR_MODEL_MISSING (no such model), ERR_MODEL_LOAD (model.json cannot be understood, or the
 * model is of another family), and what {@link describeFolder} throws
 */
export async function openModel(name: string, family: Family | Family[]): Promise<ModelFolder> {
  const root = isAbsolute(name) ? resolve(name) : await starterFolder(name);
  if (!root)
    throw new InspectionError('ERR_MODEL_MISSING', { model: name, path: join(packageRoot(), 'models/starter') });

  const has = (path: string) => existsSync(join(root, path));
  const plain = !has('model.json') && has('config.json');
  const manifest = plain ? await describeFolder(root) : await readJson<ModelManifest>(name, join(root, 'model.json'));
  const problem = problemOf(manifest, [family].flat());
  if (problem) throw new InspectionError('ERR_MODEL_LOAD', { model: name, reason: `model.json: ${problem}` });

  const folder: ModelFolder = {
    manifest,
    at: (path) => join(root, path),
    async json(path) {
      if (manifest.files.some((file) => file.path === path)) await verified(folder, path);
      return readJson(name, folder.at(path));
    },
    optionalJson: async <T extends object>(path: string) =>
      existsSync(folder.at(path)) ? folder.json<T>(path) : undefined,
    optionalBytes: async (path) => (existsSync(folder.at(path)) ? readFile(await verified(folder, path)) : undefined),
  };
  return folder;
}

function problemOf(manifest: Partial<ModelManifest>, wanted: Family[]): string | undefined {
  const { family } = manifest;
  if (!family || !FAMILIES.includes(family)) return `family must be ${FAMILIES.join(', ')}`;
  if (!wanted.includes(family)) return `this is a ${family} model, ${wanted.join(' or ')} is needed here`;
  for (const field of ['id', 'revision', 'files', 'goldens'] as const)
    if (!manifest[field]) return `${field} is missing`;
  return undefined;
}

async function readJson<T>(model: string, path: string): Promise<T> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as T;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT')
      throw new InspectionError('ERR_MODEL_MISSING', { model, path });
    throw new InspectionError('ERR_MODEL_LOAD', { model, reason: `${path}: ${(thrown as Error).message}` });
  }
}
