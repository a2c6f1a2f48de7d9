import { createHash } from 'node:crypto';
import { InspectionError } from '../../inspection/errors';
import type { Timestamp } from '../../inspection/record';
import { isSafePath } from '../safe-path';
import problems from './problems.json';

/** The first file of a bundle; its name holds its own SHA-256. What follows is exactly what it lists, in this order. */
export interface BundleManifest {
  format: 1;
  createdAt: Timestamp;
  models: BundledModel[];
}

export interface BundledModel {
  id: string;
  /** `model.json` first. */
  files: { path: string; bytes: number; sha256: string }[];
}

export interface BundleProgress {
  /** The file at work. */
  path: string;
  bytes: number;
  total: number;
}

export const sha256 = (data: Uint8Array | string) => createHash('sha256').update(data).digest('hex');

export const nameOfManifest = (content: Buffer) => `manifest-${sha256(content)}.json`;

export const bytesOf = ({ models }: BundleManifest) =>
  models.reduce((sum, { files }) => files.reduce((total, file) => total + file.bytes, sum), 0);

/** What is wrong with a bundle, named by the file it was found at. */
export function bundleError(bundle: string, path: string, problem: keyof (typeof problems)['en-US']): InspectionError {
  const [reason, reason_ko] = [problems['en-US'][problem], problems.ko[problem]];
  return new InspectionError('ERR_BUNDLE', { bundle, path, reason, reason_ko });
}

/** @throws InspectionError ERR_BUNDLE when the manifest is not of this form or names a place outside its models */
export function parseManifest(bundle: string, content: Buffer): BundleManifest {
  let manifest: BundleManifest;
  try {
    manifest = JSON.parse(String(content)) as BundleManifest;
    if (manifest.format !== 1 || !manifest.models.every(({ files }) => files.length > 0)) throw new Error();
  } catch {
    throw bundleError(bundle, 'manifest', 'form');
  }
  for (const { id, files } of manifest.models) {
    if (!isSafePath(id) || id.split('/').length > 2) throw bundleError(bundle, String(id), 'unsafe');
    const unsafe = files.find(({ path, bytes }) => !isSafePath(path) || !Number.isSafeInteger(bytes) || bytes < 0);
    if (unsafe) throw bundleError(bundle, String(unsafe.path), 'unsafe');
    if (!files.some(({ path }) => path === 'model.json')) throw bundleError(bundle, `${id}/model.json`, 'missing');
  }
  return manifest;
}
