import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { InspectionError } from '../inspection/errors';
import { parseReference } from '../reference/file';
import type { ReferenceMemory } from '../reference/memory';
import { openReference, restored } from '../reference/open';
import type { RecipeJudgement, RecipeReference } from './recipe';

/**
 * The memory of good parts that a recipe or form holds or names.
 *
 * @param folder what a file's path is relative to
 * @throws InspectionError ERR_REFERENCE, ERR_REFERENCE_HASH when it is another than it must be
 */
export async function memoryOf(reference: RecipeReference, folder: string): Promise<ReferenceMemory> {
  const { memory, file = '', hash } = reference;
  const opened = await openReference(memory ?? resolve(folder, file));
  return requireHash(opened, hash, file);
}

/** The same judgement with the memory inside where it only names a file: a saved recipe is one file. */
export async function withMemory(judge: RecipeJudgement, folder: string): Promise<RecipeJudgement> {
  const { reference } = judge;
  if (!reference || reference.memory) return judge;
  const { file = '', hash, ...rule } = reference;
  const path = resolve(folder, file);
  const text = await readFile(path, 'utf8').catch((thrown: Error) => {
    throw new InspectionError('ERR_REFERENCE', { path, reason: thrown.message });
  });
  const memory = parseReference(text, path);
  requireHash(restored(memory, path), hash, file);
  return { ...judge, reference: { ...rule, hash: memory.hash, memory } };
}

/** @throws InspectionError ERR_REFERENCE_HASH */
export function requireHash(memory: ReferenceMemory, hash: string | undefined, file: string): ReferenceMemory {
  if (hash === undefined || memory.hash === hash) return memory;
  const told = (whole: string) => whole.slice(0, 12);
  throw new InspectionError('ERR_REFERENCE_HASH', {
    file: file || 'memory',
    found: told(memory.hash),
    wanted: told(hash),
  });
}
