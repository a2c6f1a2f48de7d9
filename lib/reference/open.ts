import { readFile, stat } from 'node:fs/promises';
import { InspectionError } from '../inspection/errors';
import { readReference } from './file';
import type { ReferenceMemory } from './memory';

const known = new Map<string, { print: string; memory: Promise<ReferenceMemory> }>();

/**
 * The memory in a file, or in its bytes. It is the same object until the file changes, so that it need not be sent to the
 * engine again with every frame.
 *
 * @throws InspectionError ERR_REFERENCE
 */
export async function openReference(file: string | Buffer): Promise<ReferenceMemory> {
  if (typeof file !== 'string') return fromBytes(file);
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

const opened = new WeakMap<Buffer, ReferenceMemory>();

function fromBytes(bytes: Buffer): ReferenceMemory {
  const memory = opened.get(bytes) ?? readReference(bytes.toString('utf8'));
  opened.set(bytes, memory);
  return memory;
}
