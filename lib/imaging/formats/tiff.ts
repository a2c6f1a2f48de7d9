import { InspectionError } from '../../inspection/errors';
import { ByteReader } from '../bytes';

const TAG = { width: 256, height: 257, bits: 258, photometric: 262, orientation: 274, samples: 277 } as const;
const SHORT = 3;
const LONG = 4;
const PALETTE = 3;

/** First value of every integer field of the first directory (TIFF 6.0, section 2), by tag. */
function readFirstDirectory(bytes: Uint8Array): Map<number, number> {
  const reader = new ByteReader(bytes, bytes[0] === 0x49);
  const directory = reader.u32(4);
  const entries = reader.u16(directory);
  const fields = new Map<number, number>();
  for (let index = 0; index < entries; index++) {
    const at = directory + 2 + index * 12;
    const isShort = reader.u16(at + 2) === SHORT;
    const inline = reader.u32(at + 4) * (isShort ? 2 : 4) <= 4;
    const valueAt = inline ? at + 8 : reader.u32(at + 8);
    const wanted = Object.values(TAG).some((tag) => tag === reader.u16(at));
    if (wanted) fields.set(reader.u16(at), isShort ? reader.u16(valueAt) : reader.u32(valueAt));
  }
  return fields;
}

const validOrientation = (value = 1) => (value >= 1 && value <= 8 ? value : 1);

/** TIFF 6.0, first page. */
export function readTiffHeader(bytes: Uint8Array) {
  const fields = readFirstDirectory(bytes);
  const palette = fields.get(TAG.photometric) === PALETTE;
  return {
    width: fields.get(TAG.width) ?? 0,
    height: fields.get(TAG.height) ?? 0,
    depth: palette ? 8 : (fields.get(TAG.bits) ?? 1),
    channels: palette ? 3 : (fields.get(TAG.samples) ?? 1),
    orientation: validOrientation(fields.get(TAG.orientation)),
  };
}

/** Orientation out of an EXIF block (itself a small TIFF); 1 when it is absent or the block is damaged. */
export function readExifOrientation(exif: Uint8Array): number {
  try {
    return validOrientation(readFirstDirectory(exif).get(TAG.orientation));
  } catch {
    return 1;
  }
}

/** Bytes of one value by field type (TIFF 6.0, section 2). */
const BYTES_OF_TYPE = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8];
/** Where strips or tiles begin, and the field that tells their lengths. */
const LENGTHS_OF_OFFSETS: Record<number, number> = { 273: 279, 324: 325 };

/** Whether the directories of all pages, and all strips or tiles that they name, are there. */
export function isWholeTiff(bytes: Uint8Array): boolean {
  const reader = new ByteReader(bytes, bytes[0] === 0x49);
  const seen = new Set<number>();
  for (let directory = reader.u32(4); directory !== 0;) {
    if (seen.has(directory)) throw damagedTiff('with directories in a circle');
    seen.add(directory);
    const fields = readIntegers(reader, directory);
    for (const [offsets, lengths] of Object.entries(LENGTHS_OF_OFFSETS)) {
      const ends = (fields.get(Number(offsets)) ?? []).map((at, index) => at + (fields.get(lengths)?.[index] ?? 0));
      if (ends.some((end) => end > reader.length)) return false;
    }
    directory = reader.u32(directory + 2 + reader.u16(directory) * 12);
  }
  return seen.size > 0;
}

const damagedTiff = (reason: string) => new InspectionError('ERR_IMAGE_DECODE', { reason: `TIFF ${reason}` });

/** All values of the SHORT and LONG fields of a directory, by tag. */
function readIntegers(reader: ByteReader, directory: number): Map<number, number[]> {
  const fields = new Map<number, number[]>();
  for (let index = 0; index < reader.u16(directory); index++) {
    const at = directory + 2 + index * 12;
    const type = reader.u16(at + 2);
    const count = reader.u32(at + 4);
    const size = BYTES_OF_TYPE[type] ?? 1;
    const from = count * size <= 4 ? at + 8 : reader.u32(at + 8);
    if (from + count * size > reader.length) throw new RangeError('past the end');
    if (type !== SHORT && type !== LONG) continue;
    const value = (i: number) => (type === SHORT ? reader.u16(from + i * size) : reader.u32(from + i * size));
    fields.set(
      reader.u16(at),
      Array.from({ length: count }, (_, i) => value(i)),
    );
  }
  return fields;
}
