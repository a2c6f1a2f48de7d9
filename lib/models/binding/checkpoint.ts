import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { InspectionError } from '../../inspection/errors';
import { readSafetensors, type StoredTensor } from './safetensors';

const WHOLE = 'model.safetensors';
const INDEX = 'model.safetensors.index.json';

/** Whether `folder` holds weights as Hugging Face's save_pretrained() writes them. */
export const hasCheckpoint = (folder: string) => [WHOLE, INDEX].some((name) => existsSync(join(folder, name)));

/**
 * All tensors of a checkpoint, of one file or of the files that its index names.
 *
 * @throws InspectionError ERR_MODEL_WEIGHTS, ERR_MODEL_MISSING
 */
export async function readCheckpoint(folder: string): Promise<Map<string, StoredTensor>> {
  const files = existsSync(join(folder, WHOLE)) ? [WHOLE] : await shards(join(folder, INDEX));
  const tensors = new Map<string, StoredTensor>();
  for (const name of files) {
    const path = join(folder, name);
    if (!existsSync(path)) throw new InspectionError('ERR_MODEL_MISSING', { model: basename(folder), path });
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
