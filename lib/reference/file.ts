import { sha256 } from '../hash';
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

/** The facts as JSON that a person can read; long rows of numbers in base64, little-endian. */
export function writeReference(memory: Omit<ReferenceMemory, 'hash'>): string {
  const content = { format: FORMAT, version: REFERENCE_VERSION, ...memory, ...encoded(memory), hash: undefined };
  return `${JSON.stringify({ ...content, hash: hashOfContent(content) }, null, 1)}\n`;
}

/**
 * @throws InspectionError ERR_REFERENCE when it is no such file, is of a later version, or is not whole
 */
export function readReference(text: string, path = 'reference'): ReferenceMemory {
  const wrong = (reason: string) => new InspectionError('ERR_REFERENCE', { path, reason });
  let content: Record<string, unknown>;
  try {
    content = JSON.parse(text) as Record<string, unknown>;
  } catch (thrown) {
    throw wrong((thrown as Error).message);
  }
  if (content?.format !== FORMAT) throw wrong(`format ≠ ${FORMAT}`);
  if (content.version !== REFERENCE_VERSION) throw wrong(`version ${String(content.version)} ≠ ${REFERENCE_VERSION}`);
  const { hash, ...rest } = content;
  if (hash !== hashOfContent(rest)) throw wrong('SHA-256');
  const memory = { ...content } as Record<string, unknown>;
  for (const field of FIELDS) memory[field] = decoded(field, content[field] as string);
  const { scale, peaks, vectors } = memory as unknown as ReferenceMemory;
  const channels = scale.length;
  if (channels === 0 || peaks.length !== channels || vectors.length === 0 || vectors.length % channels !== 0)
    throw wrong('vectors');
  return memory as unknown as ReferenceMemory;
}

const hashOfContent = (content: Record<string, unknown>) => sha256(JSON.stringify(content));

function encoded(memory: Pick<ReferenceMemory, NumberField>): Record<NumberField, string> {
  const base64 = ({ buffer, byteOffset, byteLength }: Float32Array | Int8Array) =>
    Buffer.from(buffer, byteOffset, byteLength).toString('base64');
  return Object.fromEntries(FIELDS.map((field) => [field, base64(memory[field])])) as Record<NumberField, string>;
}

function decoded(field: NumberField, text: string): Float32Array | Int8Array {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'));
  return new NUMBERS[field](bytes.buffer, 0, Math.floor(bytes.length / NUMBERS[field].BYTES_PER_ELEMENT));
}
