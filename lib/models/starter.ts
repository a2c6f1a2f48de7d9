import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../package-root';
import type { Family, ModelManifest } from './manifest';

export interface CatalogueEntry {
  id: string;
  family: Family;
  revision: string;
  license: string;
  languages: string[];
  /** Absolute. */
  folder: string;
  /** Of all files together. */
  bytes: number;
}

/** The models that ship with the pack: every folder of `models/starter` that holds a model.json. */
export async function starterModels(): Promise<CatalogueEntry[]> {
  const room = join(packageRoot(), 'models/starter');
  if (!existsSync(room)) return [];
  const folders = (await readdir(room)).sort().map((name) => join(room, name));
  return Promise.all(folders.filter((folder) => existsSync(join(folder, 'model.json'))).map(entryOf));
}

/** The folder of the starter model `id`, if there is one. */
export async function starterFolder(id: string): Promise<string | undefined> {
  return (await starterModels()).find((entry) => entry.id === id)?.folder;
}

async function entryOf(folder: string): Promise<CatalogueEntry> {
  const manifest = JSON.parse(await readFile(join(folder, 'model.json'), 'utf8')) as ModelManifest;
  const { id, family, revision, license, languages, files } = manifest;
  return { id, family, revision, license, languages, folder, bytes: files.reduce((sum, file) => sum + file.bytes, 0) };
}
