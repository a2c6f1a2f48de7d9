import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { InspectionError } from '../inspection/errors';
import type { ModelFolder } from './folder';

/** Files found intact by this process; the key changes when the file does. */
const intact = new Set<string>();

/**
 * Compares a file of a model with its size and SHA-256 in model.json, once per process and state of the file.
 *
 * @returns its absolute path
 * @throws InspectionError ERR_MODEL_MISSING, or ERR_MODEL_CHECKSUM when it differs or model.json does not list it
 */
export async function verified(model: ModelFolder, path: string): Promise<string> {
  const file = model.at(path);
  const { id, files } = model.manifest;
  const damaged = () => new InspectionError('ERR_MODEL_CHECKSUM', { model: id, path: file });

  const found = await stat(file).catch(() => undefined);
  if (!found) throw new InspectionError('ERR_MODEL_MISSING', { model: id, path: file });
  const listed = files.find((entry) => entry.path === path);
  if (!listed || listed.bytes !== found.size) throw damaged();

  const key = [file, found.size, found.mtimeMs, listed.sha256].join('\n');
  if (intact.has(key)) return file;
  if ((await sha256OfFile(file)) !== listed.sha256.toLowerCase()) throw damaged();
  intact.add(key);
  return file;
}

/** Hexadecimal. */
export async function sha256OfFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
