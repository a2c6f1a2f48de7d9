import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { arch, cpus } from 'node:os';
import { env } from 'onnxruntime-node';
import type { Golden, ModelManifest } from '../models/manifest';
import { packageManifest } from '../manifest';
import { Cache } from './cache';
import type { Testable } from './families/load-tested';

const passed = new Cache('tested', '.passed');

/** What was opened: of one folder's graphs different ones may be. */
type Opened = Pick<Testable, 'use' | 'graphs'>;

/**
 * What the outcome of a self-test depends on: files, goldens, precision, pack, runtime and processor. Undefined on other
 * devices, whose drivers change unseen: there a model is tested at each load.
 */
function circumstances({ files }: ModelManifest, goldens: Golden[], { use, graphs }: Opened): string | undefined {
  if (use.provider !== 'cpu') return undefined;
  const hashes = files.map(({ path, sha256 }) => [path, sha256]);
  const machine = [arch(), cpus()[0]?.model, env.versions.node, packageManifest.version, statSync(__filename).mtimeMs];
  return createHash('sha256')
    .update(JSON.stringify([hashes, goldens, use, graphs.map(({ sha256 }) => sha256), machine]))
    .digest('hex');
}

/** Makes the self-test of a model that has not passed it under these circumstances yet. */
export async function unlessPassed(
  manifest: ModelManifest,
  goldens: Golden[],
  opened: Opened,
  test: () => Promise<void>,
): Promise<void> {
  const key = goldens.length > 0 ? circumstances(manifest, goldens, opened) : undefined;
  if (key && (await passed.read(key))) return;
  await test();
  if (key) await passed.write(key, Buffer.from(new Date().toISOString()));
}
