import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { InspectionError } from '../inspection/errors';
import { replaceFile } from '../replace-file';
import { bindCheckpoint, type BoundGraph } from './binding/bind';
import { hasCheckpoint } from './binding/checkpoint';
import { readScoring } from './binding/scoring';
import { readCatalogue, refuseBad } from './catalogue';
import { sha256OfFile } from './checksum';
import { familyOf, languagesTold, type HubConfig } from './family';
import type { ModelFile, ModelManifest } from './manifest';

/** What an engine may read of a folder besides its weights; graphs may point to any file beside them. */
const READ = /^onnx\/[^/.][^/]*$|^[^/]+\.(onnx|onnx_data|json|txt|spm|model)$/;

/**
 * Makes a folder in Hugging Face layout that a user named a model: binds its checkpoint where it brings no graphs, and
 * records the hash of every file in a model.json, so that a change is seen from then on. A folder that cannot be written
 * to but brings graphs is used as it is.
 *
 * @param root absolute, with a config.json
 * @throws InspectionError ERR_MODEL_FAMILY, ERR_MODEL_REFUSED, ERR_MODEL_LOAD (config.json), ERR_MODEL_FOLDER (a
 * checkpoint in a folder that cannot be written to), ERR_MODEL_WEIGHTS, ERR_MODEL_UNSUPPORTED
 */
export async function describeFolder(root: string): Promise<ModelManifest> {
  const id = basename(root);
  const config = await readConfig(id, join(root, 'config.json'));
  if (config._name_or_path) refuseBad(await readCatalogue(), config._name_or_path);
  const family = familyOf(id, config);
  const graphs = (await bringsGraphs(root)) ? [] : await bind(root, family);
  const scoring = family === 'clip' && hasCheckpoint(root) ? await readScoring(root) : {};
  const files = await filesOf(root, graphs);
  const digest = createHash('sha256')
    .update(files.map(({ sha256 }) => sha256).join(''))
    .digest('hex');
  const manifest: ModelManifest = {
    id,
    family,
    revision: digest.slice(0, 12),
    license: 'unknown',
    languages: languagesTold(config),
    ...scoring,
    files,
    goldens: [],
  };
  await replaceFile(join(root, 'model.json'), `${JSON.stringify(manifest, null, 2)}\n`).catch(() => undefined);
  return manifest;
}

async function readConfig(model: string, path: string): Promise<HubConfig> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as HubConfig;
  } catch (thrown) {
    throw new InspectionError('ERR_MODEL_LOAD', { model, reason: `${path}: ${(thrown as Error).message}` });
  }
}

async function bringsGraphs(root: string): Promise<boolean> {
  const room = join(root, 'onnx');
  return existsSync(room) && (await readdir(room)).some((name) => name.endsWith('.onnx'));
}

async function bind(root: string, family: string): Promise<BoundGraph[]> {
  try {
    return await bindCheckpoint(root, family);
  } catch (thrown) {
    if (thrown instanceof InspectionError) throw thrown;
    throw new InspectionError('ERR_MODEL_FOLDER', { path: root, reason: (thrown as Error).message });
  }
}

async function filesOf(root: string, graphs: BoundGraph[]): Promise<ModelFile[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => READ.test(path) && path !== 'model.json');
  const weights = graphs.flatMap((graph) => graph.weights);
  const files: ModelFile[] = [];
  for (const path of [...new Set([...paths, ...weights])].sort()) {
    const file = join(root, path);
    const bound = graphs.find((graph) => graph.path === path);
    const trust = bound ? ('made-here' as const) : ('first-use' as const);
    files.push({ path, bytes: (await stat(file)).size, sha256: await sha256OfFile(file), trust, ...bound });
  }
  return files;
}
