import { mkdir, open, readdir, readFile, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InspectionError } from '../../inspection/errors';
import { readCatalogue, refuseBad } from '../catalogue';
import { isFamily } from '../family';
import { folderOf, installedModel, PARTIAL, type InstalledModel } from '../home';
import { FAMILIES, type ModelManifest } from '../manifest';
import { lock, LOCK } from '../pull/lock';
import { replaceFolder } from '../pull/replace-folder';
import { assertSpace } from '../pull/space';
import type { BundleOptions } from './export';
import {
  bundleError,
  bytesOf,
  nameOfManifest,
  parseManifest,
  type BundledModel,
  type BundleManifest,
} from './manifest';
import { BundleReader } from './reader';

const LARGEST_MANIFEST = 16 << 20;

/**
 * Takes the models of a bundle into the folder of models: all of them after the last byte was found right, or none.
 *
 * @throws InspectionError ERR_BUNDLE, ERR_MODEL_REFUSED, ERR_MODEL_FAMILY, ERR_MODEL_BUSY, ERR_DISK_FULL, ERR_CANCELLED
 */
export async function importBundle(bundle: string, options: BundleOptions): Promise<InstalledModel[]> {
  const { home, signal } = options;
  const handle = await openBundle(bundle);
  const stages: string[] = [];
  try {
    const reader = new BundleReader(handle, bundle);
    const { name, content } = await reader.first(LARGEST_MANIFEST);
    if (name !== nameOfManifest(content)) throw bundleError(bundle, name, 'damaged');
    const manifest = parseManifest(bundle, content);
    await mkdir(home, { recursive: true });
    await assertSpace(home, bytesOf(manifest));
    const { models } = manifest;
    for (const { id } of models) stages.push(await emptyStage(home, id));
    await unpack(reader, manifest, options);
    for (const { id } of models) await check(bundle, stageOf(home, id), id);
    signal?.throwIfAborted();
    for (const stage of stages) await rm(join(stage, LOCK));
    for (const { id } of models) await replaceFolder(stageOf(home, id), folderOf(home, id));
    return await Promise.all(models.map(async ({ id }) => (await installedModel(home, id))!));
  } catch (thrown) {
    throw signal?.aborted ? new InspectionError('ERR_CANCELLED') : thrown;
  } finally {
    await handle.close();
    for (const stage of stages) await rm(stage, { recursive: true, force: true });
  }
}

/** Looked at before it is opened: opening a pipe would wait for ever. */
async function openBundle(bundle: string): Promise<FileHandle> {
  const refuse = (reason: string, reason_ko = reason) =>
    new InspectionError('ERR_BUNDLE', { bundle, path: bundle, reason, reason_ko });
  try {
    if (!(await stat(bundle)).isFile()) throw refuse('it is not a file', '파일이 아닙니다');
    return await open(bundle, 'r');
  } catch (thrown) {
    throw thrown instanceof InspectionError ? thrown : refuse((thrown as Error).message);
  }
}

/** A folder to unpack into, without what a killed import may have left. */
async function emptyStage(home: string, id: string): Promise<string> {
  const stage = stageOf(home, id);
  await lock(stage, id);
  for (const name of await readdir(stage)) if (name !== LOCK) await rm(join(stage, name), { recursive: true });
  return stage;
}

/** Apart from a pull of the same model, which may be half way. */
const stageOf = (home: string, id: string) => `${folderOf(home, id)}.import${PARTIAL}`;

async function unpack(
  reader: BundleReader,
  manifest: BundleManifest,
  { home, signal, onProgress }: BundleOptions,
): Promise<void> {
  const total = bytesOf(manifest);
  let bytes = 0;
  for (const model of manifest.models) {
    for (const file of model.files) {
      const path = `${model.id}/${file.path}`;
      const target = join(stageOf(home, model.id), ...file.path.split('/'));
      await mkdir(dirname(target), { recursive: true });
      const handle = await open(target, 'w');
      try {
        for await (const piece of reader.entry(path, file.bytes, file.sha256)) {
          signal?.throwIfAborted();
          await handle.writeFile(piece);
          bytes += piece.length;
          onProgress?.({ path, bytes, total });
        }
        await handle.sync();
      } finally {
        await handle.close();
      }
    }
  }
  const last: BundledModel = manifest.models.at(-1)!;
  await reader.end(`${last.id}/${last.files.at(-1)!.path}`);
}

/** A bundle is as good as who made it: what a pull would refuse is refused here, too. */
async function check(bundle: string, folder: string, id: string): Promise<void> {
  const catalogue = await readCatalogue();
  const manifest = JSON.parse(await readFile(join(folder, 'model.json'), 'utf8')) as ModelManifest;
  if (manifest.id !== id) throw bundleError(bundle, `${id}/model.json`, 'form');
  for (const name of [id, manifest.source?.repository]) if (name) refuseBad(catalogue, name);
  if (isFamily(manifest.family)) return;
  const families = FAMILIES.join(', ');
  throw new InspectionError('ERR_MODEL_FAMILY', { model: id, family: manifest.family, families });
}
