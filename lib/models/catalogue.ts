import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InspectionError } from '../inspection/errors';
import type { Bilingual } from '../inspection/record';
import { packageRoot } from '../package-root';
import type { GraphPrecision } from './graph';
import type { ModelManifest } from './manifest';

/** A repository of the hub, or one file elsewhere. */
export type RemoteSource = { repository: string; revision: string } | { url: string };

/** Where a model comes from; `shipped` names its folder in the pack itself. */
export type ModelSource = RemoteSource | { shipped: string };

export interface CatalogueFile {
  /** In the repository and in the model's folder, with forward slashes. */
  path: string;
  /** Absent: every precision needs the file. */
  precision?: GraphPrecision;
  /** null: not known before the first pull. */
  bytes: number | null;
  /** Hexadecimal; null: the first pull is trusted and recorded. */
  sha256: string | null;
  /** Models that do without it exist. */
  optional?: boolean;
}

export interface CatalogueModel {
  id: string;
  /** One that this version cannot run is listed, not pulled. */
  family: string;
  source: ModelSource;
  /** The first is pulled when none is asked for. */
  precisions: GraphPrecision[];
  license: string;
  /** Estimate of a loaded engine process, megabytes. */
  memory_mb: number;
  languages: string[];
  good_for: Bilingual;
  /** The step of `pull/preparations.ts` that makes the downloaded files loadable. */
  prepare?: string;
  settings?: Pick<ModelManifest, 'logit_scale' | 'logit_bias' | 'scoring'>;
  /** Absent: the repository's own model.json lists them. */
  files?: CatalogueFile[];
}

/** A model known to be bad, with its copies. */
export interface RefusedModel {
  repositories: string[];
  /** How the last part of a copy's name begins, whoever owns it. */
  names: string[];
  reason: Bilingual;
  /** Id of the model to take instead. */
  instead: string;
}

export interface Catalogue {
  format: 1;
  models: CatalogueModel[];
  refused: RefusedModel[];
}

/**
 * The pack's catalogue, with the plant's own (the file that GYEOL_CATALOGUE names, in the same form) in front of it.
 *
 * @throws InspectionError ERR_CATALOGUE when the plant's own cannot be read
 */
export async function readCatalogue(own = process.env.GYEOL_CATALOGUE): Promise<Catalogue> {
  const shipped = JSON.parse(await readFile(join(packageRoot(), 'models/catalogue.json'), 'utf8')) as Catalogue;
  if (!own) return shipped;
  const { models, refused = [] } = await readOwn(own);
  const others = shipped.models.filter(({ id }) => models.every((model) => model.id !== id));
  return { format: 1, models: [...models, ...others], refused: [...refused, ...shipped.refused] };
}

async function readOwn(path: string): Promise<Partial<Catalogue> & Pick<Catalogue, 'models'>> {
  try {
    const own = JSON.parse(await readFile(path, 'utf8')) as Catalogue;
    if (!Array.isArray(own.models)) throw new Error('"models" is missing');
    return own;
  } catch (thrown) {
    throw new InspectionError('ERR_CATALOGUE', { path, reason: (thrown as Error).message });
  }
}

/** @throws InspectionError ERR_MODEL_REFUSED when `name`, an id or a repository, is known to be bad */
export function refuseBad({ refused }: Catalogue, name: string): void {
  const wanted = name.toLowerCase();
  const last = wanted.split('/').at(-1)!;
  const bad = refused.find(
    ({ repositories, names }) =>
      repositories.some((repository) => repository.toLowerCase() === wanted) ||
      names.some((begin) => last === begin || (wanted.includes('/') && last.startsWith(begin))),
  );
  if (!bad) return;
  const { reason, instead } = bad;
  throw new InspectionError('ERR_MODEL_REFUSED', { model: name, reason: reason.en, reason_ko: reason.ko, instead });
}
