import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { timestamp } from '../../inspection/clock';
import { InspectionError } from '../../inspection/errors';
import { installedModel, installedModels, type InstalledModel } from '../home';
import { assertSpace } from '../pull/space';
import {
  bundleError,
  bytesOf,
  nameOfManifest,
  sha256,
  type BundledModel,
  type BundleManifest,
  type BundleProgress,
} from './manifest';
import { END, header, padding } from './tar';

export interface BundleOptions {
  home: string;
  signal?: AbortSignal;
  onProgress?(progress: BundleProgress): void;
}

/**
 * Writes installed models into one file that {@link importBundle} takes elsewhere; each file is compared with its hash
 * on the way.
 *
 * @param ids all installed models when empty
 * @throws InspectionError ERR_MODEL_MISSING, ERR_BUNDLE (a file of the model is damaged), ERR_DISK_FULL, ERR_CANCELLED
 */
export async function exportBundle(bundle: string, ids: string[], options: BundleOptions): Promise<BundleManifest> {
  const { home } = options;
  const models = ids.length > 0 ? await Promise.all(ids.map((id) => needed(home, id))) : await installedModels(home);
  if (models.length === 0) throw new InspectionError('ERR_MODEL_MISSING', { model: '*', path: home });
  const listed = await Promise.all(models.map(list));
  const manifest: BundleManifest = { format: 1, createdAt: timestamp(), models: listed };

  const target = resolve(bundle);
  const part = `${target}.part`;
  await mkdir(dirname(target), { recursive: true });
  await assertSpace(dirname(target), bytesOf(manifest));
  const handle = await open(part, 'w');
  try {
    const text = Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`);
    await handle.writeFile(header(nameOfManifest(text), text.length));
    await handle.writeFile(Buffer.concat([text, Buffer.alloc(padding(text.length))]));
    await append(handle, bundle, models, manifest, options);
    await handle.writeFile(END);
    await handle.sync();
    await handle.close();
    await rename(part, target);
  } catch (thrown) {
    await handle.close();
    await rm(part, { force: true });
    throw options.signal?.aborted ? new InspectionError('ERR_CANCELLED') : thrown;
  }
  return manifest;
}

async function append(
  handle: FileHandle,
  bundle: string,
  models: InstalledModel[],
  manifest: BundleManifest,
  { signal, onProgress }: BundleOptions,
): Promise<void> {
  const total = bytesOf(manifest);
  let bytes = 0;
  for (const [index, { id, files }] of manifest.models.entries()) {
    for (const file of files) {
      const path = `${id}/${file.path}`;
      const hash = createHash('sha256');
      let size = 0;
      await handle.writeFile(header(path, file.bytes));
      for await (const chunk of createReadStream(join(models[index]!.folder, file.path), { signal })) {
        hash.update(chunk as Buffer);
        await handle.writeFile(chunk as Buffer);
        size += (chunk as Buffer).length;
        bytes += (chunk as Buffer).length;
        onProgress?.({ path, bytes, total });
      }
      if (size !== file.bytes || hash.digest('hex') !== file.sha256) throw bundleError(bundle, path, 'changed');
      await handle.writeFile(Buffer.alloc(padding(size)));
    }
  }
}

async function list({ manifest, folder }: InstalledModel): Promise<BundledModel> {
  const text = await readFile(join(folder, 'model.json'));
  const own = { path: 'model.json', bytes: text.length, sha256: sha256(text) };
  const files = manifest.files.map(({ path, bytes, sha256 }) => ({ path, bytes, sha256 }));
  return { id: manifest.id, files: [own, ...files] };
}

async function needed(home: string, id: string): Promise<InstalledModel> {
  const installed = await installedModel(home, id);
  if (!installed) throw new InspectionError('ERR_MODEL_MISSING', { model: id, path: home });
  return installed;
}
