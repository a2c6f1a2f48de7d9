import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { isAbsolute, join, sep } from 'node:path';
import { packageRoot } from '../package-root';
import type { ModelManifest } from './manifest';

/** A model that was pulled or imported. */
export interface InstalledModel {
  manifest: ModelManifest;
  /** Absolute. */
  folder: string;
  /** Of all files together. */
  bytes: number;
}

/** Endings of folders that are not models: not whole yet, or about to be removed. */
export const PARTIAL = '.part';
export const OUTGOING = '.old';

/**
 * The folder that holds pulled models: GYEOL_MODELS, or `gyeol-models` in Node-RED's user directory.
 *
 * @param userDirectory as Node-RED tells it; without, the directory this pack is installed in
 */
export function modelsHome(userDirectory = directoryOfInstallation()): string {
  return process.env.GYEOL_MODELS || modelsIn(userDirectory);
}

export const modelsIn = (userDirectory: string) => join(userDirectory, 'gyeol-models');

/** A user directory holds the pack below `node_modules`; a checkout has its own beside package.json. */
export function directoryOfInstallation(): string {
  const [above, ...inside] = packageRoot().split(`${sep}node_modules${sep}`);
  return inside.length > 0 ? above! : join(packageRoot(), '.node-red');
}

/** The folder of a model by its id; a repository's slash cannot stand in a file name. */
export const folderOf = (home: string, id: string) => join(home, id.replaceAll('/', '--'));

export async function installedModels(home: string): Promise<InstalledModel[]> {
  if (!existsSync(home)) return [];
  const names = (await readdir(home)).filter((name) => !name.endsWith(PARTIAL) && !name.endsWith(OUTGOING)).sort();
  const folders = names.map((name) => join(home, name)).filter((folder) => existsSync(join(folder, 'model.json')));
  return Promise.all(folders.map(readInstalled));
}

export async function installedModel(home: string, id: string): Promise<InstalledModel | undefined> {
  const folder = folderOf(home, id);
  return existsSync(join(folder, 'model.json')) ? readInstalled(folder) : undefined;
}

/** What an engine can open: the folder of a pulled model, or the name as it is (a starter model, a folder's path). */
export function modelPath(home: string, name: string): string {
  if (isAbsolute(name)) return name;
  const folder = folderOf(home, name);
  return existsSync(join(folder, 'model.json')) ? folder : name;
}

async function readInstalled(folder: string): Promise<InstalledModel> {
  const manifest = JSON.parse(await readFile(join(folder, 'model.json'), 'utf8')) as ModelManifest;
  return { manifest, folder, bytes: manifest.files.reduce((sum, file) => sum + file.bytes, 0) };
}
