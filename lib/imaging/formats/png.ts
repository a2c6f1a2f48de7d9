import { ByteReader } from '../bytes';
import { readExifOrientation } from './tiff';

const CHANNELS_OF_COLOUR_TYPE: Record<number, number> = { 0: 1, 2: 3, 3: 3, 4: 2, 6: 4 };

/** PNG (third edition), IHDR and an eXIf chunk that stands before the pixels. */
export function readPngHeader(bytes: Uint8Array) {
  const reader = new ByteReader(bytes, false);
  const colourType = reader.u8(25);
  return {
    width: reader.u32(16),
    height: reader.u32(20),
    depth: colourType === 3 ? 8 : reader.u8(24),
    channels: CHANNELS_OF_COLOUR_TYPE[colourType] ?? 3,
    orientation: orientationBeforePixels(reader),
  };
}

function orientationBeforePixels(reader: ByteReader): number {
  for (let at = 8; at + 8 <= reader.length; at += 12 + reader.u32(at)) {
    const type = reader.ascii(at + 4, 4);
    if (type === 'IDAT') break;
    if (type === 'eXIf') return readExifOrientation(reader.bytes.subarray(at + 8, at + 8 + reader.u32(at)));
  }
  return 1;
}

/** Whether every chunk up to and with IEND is there. */
export function isWholePng(bytes: Uint8Array): boolean {
  const reader = new ByteReader(bytes, false);
  for (let at = 8; ; at += 12 + reader.u32(at)) {
    if (reader.ascii(at + 4, 4) === 'IEND') return at + 12 <= reader.length;
  }
}
