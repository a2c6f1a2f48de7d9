import { readFile, stat } from 'node:fs/promises';
import { InspectionError } from '../inspection/errors';
import { readReference, restoreReference, type StoredReference } from './file';
import type { ReferenceMemory } from './memory';

const known = new Map<string, { print: string; memory: Promise<ReferenceMemory> }>();

/**
 * The memory in a file, or as a recipe holds it. It is the same object until that changes, so that it need not be sent to
 * the engine again with every frame.
 *
 * @throws InspectionError ERR_REFERENCE
 */
export async function openReference(file: string | StoredReference): Promise<ReferenceMemory> {
  if (typeof file !== 'string') return restored(file);
  const found = await stat(file).catch((thrown: Error) => {
    throw new InspectionError('ERR_REFERENCE', { path: file, reason: thrown.message });
  });
  const print = `${found.ino} ${found.size} ${found.mtimeMs}`;
  const before = known.get(file);
  if (before?.print === print) return before.memory;
  const memory = readFile(file, 'utf8').then((text) => readReference(text, file));
  known.set(file, { print, memory });
  memory.catch(() => known.delete(file));
  return memory;
}

const opened = new WeakMap<StoredReference, ReferenceMemory>();

/**
 * What a recipe holds, as the engine is given it.
 *
 * @throws InspectionError ERR_REFERENCE
 */
export function restored(stored: StoredReference, path = 'memory'): ReferenceMemory {
  const memory = opened.get(stored) ?? restoreReference(stored, path);
  opened.set(stored, memory);
  return memory;
}
