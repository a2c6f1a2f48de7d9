import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { InspectionError } from '../../inspection/errors';
import { readSafetensors, type StoredTensor } from './safetensors';
import { readTorch } from './torch';

const WHOLE = 'model.safetensors';
const INDEX = 'model.safetensors.index.json';
const TORCH = 'pytorch_model.bin';

export const hasCheckpoint = (folder: string): boolean =>
  [WHOLE, INDEX, TORCH].some((name) => existsSync(join(folder, name)));

/**
 * All tensors of a checkpoint in Hugging Face's layout: of one safetensors file, of the files that its index names, or
 * of PyTorch's own file.
 *
 * @throws InspectionError ERR_MODEL_WEIGHTS, ERR_MODEL_MISSING
 */
export async function readCheckpoint(folder: string): Promise<Map<string, StoredTensor>> {
  const has = (name: string) => existsSync(join(folder, name));
  if (!has(WHOLE) && !has(INDEX) && has(TORCH)) return readTorch(join(folder, TORCH));
  const files = has(INDEX) && !has(WHOLE) ? await shards(join(folder, INDEX)) : [WHOLE];
  const tensors = new Map<string, StoredTensor>();
  for (const name of files) {
    const path = join(folder, name);
    if (!has(name)) throw new InspectionError('ERR_MODEL_MISSING', { model: basename(folder), path });
    for (const [tensor, place] of await readSafetensors(path)) tensors.set(tensor, place);
  }
  return tensors;
}

async function shards(index: string): Promise<string[]> {
  const { weight_map } = JSON.parse(await readFile(index, 'utf8')) as { weight_map: Record<string, string> };
  const names = [...new Set(Object.values(weight_map))];
  if (names.every((name) => name === basename(name))) return names;
  throw new InspectionError('ERR_MODEL_WEIGHTS', { path: index, reason: 'it names files outside its folder' });
}
