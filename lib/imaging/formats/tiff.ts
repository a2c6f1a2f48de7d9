import { ByteReader } from '../bytes';

const TAG = { width: 256, height: 257, bits: 258, photometric: 262, orientation: 274, samples: 277 } as const;
const SHORT = 3;
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
