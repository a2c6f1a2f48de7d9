import { hashOf } from '../hash';
import { openModel } from '../models/folder';
import type { Family } from '../models/manifest';

/** A model by its weights. */
export interface ModelOrigin {
  id: string;
  revision: string;
  /** SHA-256 over the checksums of all its files. */
  hash: string;
}

/** What a recipe was made with: for a person to see what is not so any more. What its limits depend on is in its fit. */
export interface Origin {
  /** By step: `clip`, `blip`, `marian` (the translator, of whatever family). */
  models: Record<string, ModelOrigin>;
  glossary: { id: string; version: string; hash: string };
}

const FAMILIES: Record<string, Family[]> = { clip: ['clip'], blip: ['blip'], marian: ['marian', 'm2m100'] };

/**
 * @param models ids or folders by step; one that is not there is left out
 */
export async function originOf(models: Record<string, string>, glossary: Origin['glossary']): Promise<Origin> {
  const told = Object.entries(models).map(async ([step, name]) => {
    const folder = await openModel(name, FAMILIES[step] ?? []).catch(() => undefined);
    if (!folder) return [];
    const { id, revision, files } = folder.manifest;
    const hash = hashOf(Object.fromEntries(files.map(({ path, sha256 }) => [path, sha256])));
    return [[step, { id, revision, hash }]] as const;
  });
  const { id, version, hash } = glossary;
  return { models: Object.fromEntries((await Promise.all(told)).flat()), glossary: { id, version, hash } };
}
