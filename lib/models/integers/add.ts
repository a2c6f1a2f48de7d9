import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { InspectionError } from '../../inspection/errors';
import { replaceFile } from '../../replace-file';
import { sha256OfFile } from '../checksum';
import { describeFolder } from '../describe-folder';
import { singleGraphs } from '../layout';
import type { ModelFile, ModelManifest } from '../manifest';
import { makeIntegers } from './make';

/**
 * Makes int8 graphs of a model that stands in a folder, and lists them in its model.json.
 *
 * @param root absolute
 * @throws InspectionError ERR_MODEL_MISSING (no graphs in single precision), and what {@link describeFolder} throws
 */
export async function addIntegers(root: string, signal?: AbortSignal): Promise<ModelManifest> {
  const list = join(root, 'model.json');
  const manifest = existsSync(list)
    ? (JSON.parse(await readFile(list, 'utf8')) as ModelManifest)
    : await describeFolder(root);
  const listed = new Map(manifest.files.map((file) => [file.path, file]));
  const single = singleGraphs(root, manifest.family).map((path) => ({ path, weights: listed.get(path)?.weights }));
  if (single.length === 0)
    throw new InspectionError('ERR_MODEL_MISSING', { model: basename(root), path: join(root, '*.onnx') });
  const made = await makeIntegers(root, single, signal);
  const kept = new Set(single.flatMap(({ weights = [] }) => weights));
  const paths = new Set(made.flatMap(({ path, weights = [] }) => [path, ...weights]));
  for (const path of [...paths].filter((path) => !kept.has(path))) {
    const { size: bytes } = await stat(join(root, path));
    const graph = made.find((each) => each.path === path);
    const file: ModelFile = { path, bytes, sha256: await sha256OfFile(join(root, path)), trust: 'made-here', ...graph };
    listed.set(path, file);
  }
  const whole = { ...manifest, files: [...listed.values()] };
  await replaceFile(list, `${JSON.stringify(whole, null, 2)}\n`);
  return whole;
}
