import { hashOf } from '../hash';
import { InspectionError } from '../inspection/errors';
import { REFERENCE_VERSION, type ReferenceMemory } from './memory';

const FORMAT = 'gyeol-reference';
const NUMBERS = {
  scale: Float32Array,
  peaks: Float32Array,
  vectors: Int8Array,
  expected: Float32Array,
  embeddings: Float32Array,
} as const;
type NumberField = keyof typeof NUMBERS;
const FIELDS = Object.keys(NUMBERS) as NumberField[];

/** A memory as it stands in a file of its own or in a recipe: long rows of numbers in base64, little-endian. */
export type StoredReference = Record<string, unknown> & { hash: string };

/** Its hash is of the content, whatever the order of its properties. */
export function storeReference(memory: Omit<ReferenceMemory, 'hash'>): StoredReference {
  const content = { format: FORMAT, version: REFERENCE_VERSION, ...memory, ...encoded(memory), hash: undefined };
  return { ...content, hash: hashOf(content) };
}

/** The facts as JSON that a person can read. */
export const writeReference = (memory: Omit<ReferenceMemory, 'hash'>): string =>
  `${JSON.stringify(storeReference(memory), null, 1)}\n`;

/**
 * @throws InspectionError ERR_REFERENCE when it is no such file, is of another version, or is not whole
 */
export const readReference = (text: string, path = 'reference'): ReferenceMemory =>
  restoreReference(parseReference(text, path), path);

/** @throws InspectionError ERR_REFERENCE when it is no JSON */
export function parseReference(text: string, path: string): StoredReference {
  try {
    return JSON.parse(text) as StoredReference;
  } catch (thrown) {
    throw new InspectionError('ERR_REFERENCE', { path, reason: (thrown as Error).message });
  }
}

/** @throws InspectionError ERR_REFERENCE */
export function restoreReference(content: StoredReference, path: string): ReferenceMemory {
  const wrong = (reason: string) => new InspectionError('ERR_REFERENCE', { path, reason });
  if (content?.format !== FORMAT) throw wrong(`format ≠ ${FORMAT}`);
  if (content.version !== REFERENCE_VERSION) throw wrong(`version ${String(content.version)} ≠ ${REFERENCE_VERSION}`);
  const { hash, ...rest } = content;
  if (hash !== hashOf(rest)) throw wrong('SHA-256');
  const memory = { ...content } as Record<string, unknown>;
  for (const field of FIELDS) memory[field] = decoded(field, content[field] as string);
  const { scale, peaks, vectors } = memory as unknown as ReferenceMemory;
  const channels = scale.length;
  if (channels === 0 || peaks.length !== channels || vectors.length === 0 || vectors.length % channels !== 0)
    throw wrong('vectors');
  return memory as unknown as ReferenceMemory;
}

function encoded(memory: Pick<ReferenceMemory, NumberField>): Record<NumberField, string> {
  const base64 = ({ buffer, byteOffset, byteLength }: Float32Array | Int8Array) =>
    Buffer.from(buffer, byteOffset, byteLength).toString('base64');
  return Object.fromEntries(FIELDS.map((field) => [field, base64(memory[field])])) as Record<NumberField, string>;
}

function decoded(field: NumberField, text: string): Float32Array | Int8Array {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'));
  return new NUMBERS[field](bytes.buffer, 0, Math.floor(bytes.length / NUMBERS[field].BYTES_PER_ELEMENT));
}
