import { existsSync } from 'node:fs';
import type { Bilingual } from '../inspection/record';
import { readCatalogue, type CatalogueModel } from './catalogue';
import { folderOf, installedModels, PARTIAL, type InstalledModel } from './home';
import { filesFor, isRunnable } from './pull/plan';
import { starterModels } from './starter';

/** `partial`: a pull was broken off; `unsupported`: this version cannot run it; `refused`: known to be bad. */
export type ModelState = 'shipped' | 'installed' | 'partial' | 'available' | 'unsupported' | 'refused';

export interface ListedModel {
  id: string;
  family: string;
  state: ModelState;
  /** On disk, or to be pulled in the first precision; undefined where a file's size is not known before. */
  bytes?: number;
  license: string;
  languages: string[];
  memory_mb?: number;
  precisions: string[];
  good_for?: Bilingual;
  /** Where it comes from. */
  source?: string;
  /** Checks of the self-test; a model that nobody gave any is only loaded. */
  goldens?: number;
  /** Why it is refused. */
  reason?: Bilingual;
}

/** All models there are: those of the pack, those in the folder of models, those that can be pulled, and the bad ones. */
export async function listModels(home: string): Promise<ListedModel[]> {
  const { models, refused } = await readCatalogue();
  const installed = new Map((await installedModels(home)).map((model) => [model.manifest.id, model]));
  const starters = new Map((await starterModels()).map((starter) => [starter.id, starter.bytes]));
  const known = models.map((model) => {
    const { id, family, license, languages, memory_mb, precisions, good_for } = model;
    const listed = { id, family, license, languages, memory_mb, precisions, good_for, source: sourceOf(model) };
    const here = installed.get(id);
    if (here) return { ...listed, ...tellOf(here), license };
    if (starters.has(id)) return { ...listed, state: 'shipped' as const, bytes: starters.get(id) };
    return { ...listed, state: stateOf(model, home), bytes: sizeOf(model) };
  });
  const others = [...installed.values()]
    .filter(({ manifest }) => models.every(({ id }) => id !== manifest.id))
    .map((model) => ({ precisions: [], ...tellOf(model) }));
  const bad = refused.map(({ repositories, reason }) => ({
    id: repositories[0]!,
    family: '',
    state: 'refused' as const,
    license: '',
    languages: [],
    precisions: [],
    reason,
  }));
  return [...known, ...others, ...bad];
}

function tellOf({ manifest, bytes }: InstalledModel) {
  const { id, family, license, languages, goldens, source } = manifest;
  const from = source?.repository ?? source?.url;
  return { id, family, state: 'installed' as const, bytes, license, languages, goldens: goldens.length, source: from };
}

function stateOf(model: CatalogueModel, home: string): ModelState {
  if (!isRunnable(model)) return 'unsupported';
  return existsSync(`${folderOf(home, model.id)}${PARTIAL}`) ? 'partial' : 'available';
}

function sizeOf(model: CatalogueModel): number | undefined {
  const { files: wanted } = filesFor(model, model.precisions[0]!);
  if (wanted.length === 0 || wanted.some(({ bytes }) => bytes === null)) return undefined;
  return wanted.reduce((sum, { bytes }) => sum + bytes!, 0);
}

function sourceOf({ source }: CatalogueModel): string {
  if ('repository' in source) return `${source.repository}@${source.revision}`;
  return 'url' in source ? source.url : source.shipped;
}
