import { open } from 'node:fs/promises';
import { InspectionError } from '../../inspection/errors';

/** A tensor in a file: `shape` row by row from byte `offset` on. */
export interface StoredTensor {
  type: string;
  shape: number[];
  /** Absolute path. */
  file: string;
  /** Bytes from the start of the file. */
  offset: number;
  length: number;
}

const ELEMENT_BYTES: Record<string, number> = {
  F64: 8, F32: 4, F16: 2, BF16: 2, I64: 8, I32: 4, I16: 2, I8: 1, U64: 8, U32: 4, U16: 2, U8: 1, BOOL: 1,
}; // prettier-ignore

/** As in the reference implementation. */
const LONGEST_HEADER = 100_000_000;

/**
 * Where each tensor of a safetensors file lies. https://github.com/huggingface/safetensors#format
 *
 * @throws InspectionError ERR_MODEL_WEIGHTS when the header is not one, or names bytes the file does not have
 */
export async function readSafetensors(file: string): Promise<Map<string, StoredTensor>> {
  const damaged = (reason: string) => new InspectionError('ERR_MODEL_WEIGHTS', { path: file, reason });
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const read = async (length: number, position: number) =>
      (await handle.read(Buffer.alloc(length), 0, length, position)).buffer;
    if (size < 8) throw damaged(`${size} bytes`);
    const headerLength = Number((await read(8, 0)).readBigUInt64LE());
    if (headerLength > LONGEST_HEADER || headerLength > size - 8) throw damaged(`a header of ${headerLength} bytes`);
    const header = parse((await read(headerLength, 8)).toString());
    if (!header) throw damaged('the header is not JSON');

    const start = 8 + headerLength;
    const tensors = new Map<string, StoredTensor>();
    for (const [name, entry] of Object.entries(header)) {
      if (name === '__metadata__') continue;
      const place = placeOf(entry, size - start);
      if (!place) throw damaged(`"${name}" is not described as a tensor within the file`);
      tensors.set(name, { ...place, file, offset: start + place.offset });
    }
    return tensors;
  } finally {
    await handle.close();
  }
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const header: unknown = JSON.parse(text);
    return header && typeof header === 'object' ? (header as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** Undefined unless the entry tells of bytes within `available` that are as many as its shape needs. */
function placeOf(entry: unknown, available: number) {
  const { dtype, shape, data_offsets } = (entry ?? {}) as { dtype?: string; shape?: unknown; data_offsets?: unknown };
  const bytes = ELEMENT_BYTES[String(dtype)];
  if (!bytes || !Array.isArray(shape) || !Array.isArray(data_offsets)) return undefined;
  const [start, end] = data_offsets as unknown[];
  if (data_offsets.length !== 2 || !isCount(start) || !isCount(end) || end > available) return undefined;
  if (!shape.every(isCount) || shape.reduce((product, side) => product * side, bytes) !== end - start) return undefined;
  return { type: dtype!, shape, offset: start, length: end - start };
}
