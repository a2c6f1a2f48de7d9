import { crc32 } from 'node:zlib';
import type { Disposition } from '../inspection/record';
import type { Case } from './case';

/** What a line of the log tells. */
export type Entry =
  | { kind: 'case'; record: Case; vector: Float32Array; picture?: Uint8Array }
  | { kind: 'disposition'; id: string; disposition: Disposition }
  | { kind: 'drop'; id: string };

/** An entry as it was found, with its place in the file. */
export interface Placed {
  entry: Entry;
  offset: number;
  bytes: number;
}

/** `GYC1`, little-endian: begins each entry, and finds the next one behind a damaged one. */
const MAGIC = 0x31435947;
/** Magic, lengths of JSON, vector and picture, checksum: 32 bit each, little-endian. */
export const HEADER = 20;
/** No entry of ours is longer; what says so is damaged. */
const LONGEST = 16 * 2 ** 20;

const bytesOf = (values: Float32Array) => Buffer.from(values.buffer, values.byteOffset, values.byteLength);

export function encode(entry: Entry): Buffer {
  const { vector, picture, ...rest } =
    entry.kind === 'case' ? entry : { ...entry, vector: undefined, picture: undefined };
  const json = Buffer.from(JSON.stringify(rest));
  const [values, small] = [vector ? bytesOf(vector) : Buffer.alloc(0), picture ?? Buffer.alloc(0)];
  const header = Buffer.alloc(HEADER);
  [MAGIC, json.length, values.length, small.length].forEach((value, index) => header.writeUInt32LE(value, index * 4));
  const whole = Buffer.concat([header, json, values, small]);
  whole.writeUInt32LE(checksum(whole, 0, whole.length), 16);
  return whole;
}

/** Over the lengths and all that follows them. */
function checksum(bytes: Buffer, from: number, to: number): number {
  return crc32(bytes.subarray(from + HEADER, to), crc32(bytes.subarray(from, from + 16)));
}

/**
 * The length of the entry that begins at `from`: 0 when none does or it is damaged, undefined when more bytes must be
 * read to know.
 */
export function lengthAt(bytes: Buffer, from: number): number | undefined {
  if (bytes.length - from < HEADER) return undefined;
  if (bytes.readUInt32LE(from) !== MAGIC) return 0;
  const [json, vector, picture] = [4, 8, 12].map((at) => bytes.readUInt32LE(from + at)) as [number, number, number];
  const length = HEADER + json + vector + picture;
  if (length > LONGEST || vector % 4 !== 0) return 0;
  if (bytes.length - from < length) return undefined;
  return checksum(bytes, from, from + length) === bytes.readUInt32LE(from + 16) ? length : 0;
}

/** The next place after `from` where an entry may begin, also when only its first bytes are here. */
export function nextStart(bytes: Buffer, from: number): number {
  const magic = Buffer.alloc(4);
  magic.writeUInt32LE(MAGIC);
  const found = bytes.indexOf(magic, from + 1);
  return found < 0 ? Math.max(from + 1, bytes.length - 3) : found;
}

/** The entry that begins at `from` and is known to be whole; with copies of its vector and picture. */
export function decode(bytes: Buffer, from = 0): Entry {
  const [json, vector, picture] = [4, 8, 12].map((at) => bytes.readUInt32LE(from + at)) as [number, number, number];
  const values = from + HEADER + json;
  const entry = JSON.parse(bytes.toString('utf8', from + HEADER, values)) as Entry;
  if (entry.kind !== 'case') return entry;
  const small = values + vector;
  return {
    ...entry,
    vector: new Float32Array(new Uint8Array(bytes.subarray(values, small)).buffer),
    ...(picture > 0 && { picture: new Uint8Array(bytes.subarray(small, small + picture)) }),
  };
}

/** The length that an entry's header tells; its own length when there is none. */
export function lengthIn(header: Buffer): number {
  if (header.length < HEADER) return header.length;
  return [4, 8, 12].reduce((sum, at) => sum + header.readUInt32LE(at), HEADER);
}

/** The vector of the entry whose first bytes these are; nothing when more are needed. Not checked. */
export function vectorIn(bytes: Buffer): Float32Array | undefined {
  if (bytes.length < HEADER) return undefined;
  const from = HEADER + bytes.readUInt32LE(4);
  const to = from + bytes.readUInt32LE(8);
  return to > bytes.length ? undefined : new Float32Array(new Uint8Array(bytes.subarray(from, to)).buffer);
}
