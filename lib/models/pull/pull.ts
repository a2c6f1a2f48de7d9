import { existsSync } from 'node:fs';
import { InspectionError } from '../../inspection/errors';
import { timestamp } from '../../inspection/clock';
import { readCatalogue, refuseBad, type Catalogue, type CatalogueFile, type RemoteSource } from '../catalogue';
import { familyOf, languagesTold, type HubConfig } from '../family';
import type { GraphPrecision } from '../graph';
import { installedModel, type InstalledModel } from '../home';
import { makeIntegers } from '../integers/make';
import { singleGraphs } from '../layout';
import type { ModelManifest } from '../manifest';
import { PREPARATIONS, type PreparedGraph } from './preparations';
import { adopt } from './adopt';
import { DEFAULT_STALL_MS, download, type DownloadOptions } from './download';
import { endpoint, fileUrl, token } from './hub';
import { ownManifest, plan, readJson, wishFor, type Wish } from './plan';
import { Progress, type PullProgress } from './progress';
import { sizeAt } from './request';
import { assertSpace } from './space';
import { Stage } from './stage';

export interface PullOptions extends Omit<DownloadOptions, 'onBytes'> {
  /** The folder of models, see `home.ts`. */
  home: string;
  /** Default: the first of the catalogue's entry. */
  precision?: GraphPrecision;
  onProgress?(progress: PullProgress): void;
}

/**
 * Brings a model of the catalogue, or a repository of the hub, into the folder of models. Whatever interrupts it, the
 * same call goes on where it stopped; the model appears only whole and verified.
 *
 * @param name id, `OWNER/NAME` or `OWNER/NAME@REVISION`
 * @throws InspectionError ERR_MODEL_UNKNOWN, ERR_MODEL_REFUSED, ERR_MODEL_FAMILY, ERR_MODEL_LAYOUT, ERR_MODEL_BUSY, and
 * what {@link download} throws
 */
export async function pull(name: string, options: PullOptions): Promise<InstalledModel> {
  const catalogue = await readCatalogue();
  const wish = wishFor(catalogue, name);
  const { home, precision } = options;
  const stage = await Stage.open(home, wish.id);
  try {
    const adopted = await adopt(stage, wish, home);
    const progress = new Progress(options.onProgress);
    const fetch = (file: CatalogueFile) => fetchInto(stage, wish, file, progress, options);
    const size = sizes(stage, wish, options);
    const exists = async (path: string) => (await size(path)) !== undefined;
    const planned = await plan(wish, stage, precision, { fetch, exists });
    const files = await Promise.all(
      planned.files.map(async (file) => ({ ...file, bytes: file.bytes ?? (await size(file.path)) ?? null })),
    );
    progress.expect(files);
    await assertSpace(stage.folder, await missingBytes(stage, files));
    for (const file of files) await fetch(file);
    const manifest = await describe(wish, stage, catalogue);
    const prepare = planned.prepare ? PREPARATIONS[planned.prepare] : undefined;
    const prepared = await prepare?.({ folder: stage.folder, id: wish.id, signal: options.signal });
    const graphs = prepared?.graphs ?? (await pulledGraphs(wish, stage, manifest));
    const integers =
      planned.makesIntegers || adopted.integers ? await makeIntegers(stage.folder, graphs, options.signal) : [];
    options.signal?.throwIfAborted();
    await stage.land({ ...manifest, ...prepared?.facts, files: await stage.files([...graphs, ...integers]) });
  } catch (thrown) {
    throw options.signal?.aborted ? new InspectionError('ERR_CANCELLED') : thrown;
  } finally {
    await stage.close();
  }
  return (await installedModel(home, wish.id))!;
}

async function fetchInto(
  stage: Stage,
  { source }: Wish,
  file: CatalogueFile,
  progress: Progress,
  options: PullOptions,
): Promise<boolean> {
  const { path, bytes, sha256, optional } = file;
  const before = await stage.landed(path, sha256);
  if (before) {
    progress.step(path, before.bytes, before.bytes);
    return true;
  }
  const wanted = { ...addressOf(stage, source, path), path, target: stage.at(path), bytes, sha256 };
  try {
    const onBytes = (done: number, total?: number) => progress.step(path, done, total);
    await stage.note(path, await download(wanted, { ...options, onBytes }));
    return true;
  } catch (thrown) {
    if (optional && (thrown as InspectionError).code === 'ERR_MODEL_SOURCE') return false;
    throw thrown;
  }
}

/** The token belongs to the hub alone. */
function addressOf(stage: Stage, source: RemoteSource, path: string): { url: string; token?: string } {
  if ('url' in source) return { url: source.url };
  return { url: fileUrl(source.repository, stage.commit ?? source.revision, path), token: token() };
}

/** Sizes as the server tells them, for the bar and for the space on the disk; undefined for a file that is not there. */
function sizes(stage: Stage, { source }: Wish, { signal, stallMs = DEFAULT_STALL_MS }: PullOptions) {
  return (path: string): Promise<number | undefined> => {
    const { url, token } = addressOf(stage, source, path);
    return sizeAt(url, { token, signal, stallMs });
  };
}

async function missingBytes(stage: Stage, files: CatalogueFile[]): Promise<number> {
  const missing = files.filter(({ path }) => !existsSync(stage.at(path)));
  return missing.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
}

/** The graphs in single precision that came as they are, with the files that the repository says their weights lie in. */
async function pulledGraphs(
  wish: Wish,
  stage: Stage,
  { family }: Pick<ModelManifest, 'family'>,
): Promise<PreparedGraph[]> {
  const listed = (await ownManifest(wish, stage))?.files ?? [];
  const weightsOf = (path: string) => listed.find((file) => file.path === path)?.weights;
  return singleGraphs(stage.folder, family).map((path) => {
    const weights = weightsOf(path);
    return weights ? { path, weights } : { path };
  });
}

/** The model.json to be written, without its files. */
async function describe(wish: Wish, stage: Stage, catalogue: Catalogue): Promise<Omit<ModelManifest, 'files'>> {
  const own = await ownManifest(wish, stage);
  const { source } = wish;
  const pulled = {
    id: wish.id,
    source: 'repository' in source ? { ...source, endpoint: endpoint() } : source,
    pulledAt: timestamp(),
  };
  if (own) return { ...own, ...pulled };
  const archive = !('repository' in source);
  const config: HubConfig = archive ? {} : await readJson<HubConfig>(wish, stage, 'config.json');
  if (config._name_or_path) refuseBad(catalogue, config._name_or_path);
  const family = archive ? (wish.family as ModelManifest['family']) : familyOf(wish.id, config);
  if (wish.family && wish.family !== family) {
    const reason = `model_type is ${family}, the catalogue says ${wish.family}`;
    throw new InspectionError('ERR_MODEL_LAYOUT', { model: wish.id, path: 'config.json', reason });
  }
  const { license = 'unknown', languages = languagesTold(config), settings } = wish;
  const revision = stage.commit ?? ('repository' in source ? source.revision : wish.files![0]!.sha256!);
  return { ...settings, ...pulled, family, revision, license, languages, goldens: [] };
}
