import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { InspectionError } from '../../inspection/errors';
import { replaceFile } from '../../replace-file';
import { readCheckpoint } from './checkpoint';
import { reachable } from './reachable';
import type { StoredTensor } from './safetensors';
import { sinusoid } from './sinusoid';
import { fill, type Slot } from './template';
import { ELEMENT, type ElementType, type Place } from '../onnx/messages';
import { misfit, tensorOf, weightlessGraphs } from './weightless';
import { WrittenFile } from './written-file';

/** What no graph can point to where it lies is written here. */
const WRITTEN = 'weights.bin';

export interface BoundGraph {
  /** Relative to the model's folder. */
  path: string;
  /** The files its weights lie in, likewise. */
  weights: string[];
}

/**
 * Writes the graphs of a checkpoint in Hugging Face's layout beside it, each weight a pointer into the checkpoint's own
 * file. Only what is not aligned there, or is missing because it follows from a formula, is written out once more.
 *
 * @param family model_type of config.json
 * @throws InspectionError ERR_MODEL_WEIGHTS (damaged), ERR_MODEL_UNSUPPORTED (no graphs of this architecture)
 */
export async function bindCheckpoint(root: string, family: string, signal?: AbortSignal): Promise<BoundGraph[]> {
  const config = JSON.parse(await readFile(join(root, 'config.json'), 'utf8')) as Config;
  const tensors = await readCheckpoint(root);
  const weightless = await choose(root, family, config, tensors);
  const reach = await reachable(
    root,
    [...tensors.values()].map(({ file }) => file),
  );
  const written = new WrittenFile();

  const placeOf = (slot: Slot): Place => {
    const tensor = tensorOf(slot, weightless, tensors);
    if (!tensor) {
      const shape = [slot.shape[0] || config.max_position_embeddings!, slot.shape[1]!];
      const content = sinusoid(shape[0]!, shape[1]!);
      const offset = written.add(`sinusoid ${shape}`, content);
      return { shape, type: 'F32', location: WRITTEN, offset, length: content.length };
    }
    const { file, offset, length, shape } = tensor;
    const type = elementType(tensor, slot.name);
    const location = reach.get(file);
    if (location && offset % bytesOf(type) === 0) return { shape, type, location, offset, length };
    return { shape, type, location: WRITTEN, offset: written.add(`${file} ${offset}`, tensor), length };
  };
  const bound = weightless.graphs.map(({ name, template }) => {
    const weights = new Set<string>();
    const content = fill(template, (slot) => {
      const place = placeOf(slot);
      weights.add(place.location);
      return place;
    });
    return { path: `${name}.onnx`, content, weights: [...weights].sort() };
  });

  if (!written.isEmpty) await written.write(join(root, WRITTEN), signal);
  for (const { path, content } of bound) await replaceFile(join(root, path), content);
  return bound.map(({ path, weights }) => ({ path, weights }));
}

interface Config {
  max_position_embeddings?: number;
}

async function choose(root: string, family: string, config: Config, tensors: Map<string, StoredTensor>) {
  const reasons: string[] = [];
  for (const candidate of await weightlessGraphs(family)) {
    const reason = misfit(candidate, config, tensors);
    if (!reason) return candidate;
    reasons.push(`${candidate.name}: ${reason}`);
  }
  const reason = reasons.join('; ') || `no graphs of family "${family}"`;
  throw new InspectionError('ERR_MODEL_UNSUPPORTED', { model: basename(root), reason });
}

function elementType({ type, file }: StoredTensor, name: string): ElementType {
  if (type in ELEMENT) return type as ElementType;
  throw new InspectionError('ERR_MODEL_UNSUPPORTED', {
    model: basename(dirname(file)),
    reason: `${name} is stored as ${type}`,
  });
}

const bytesOf = (type: ElementType) => (type === 'F32' ? 4 : 2);
