import { ByteReader } from '../bytes';
import { readExifOrientation } from './tiff';

const u24 = (reader: ByteReader, at: number) => reader.u16(at) | (reader.u8(at + 2) << 16);

/** RFC 9649: simple lossy (VP8), simple lossless (VP8L) and extended (VP8X) files. */
export function readWebpHeader(bytes: Uint8Array) {
  const reader = new ByteReader(bytes, true);
  const kind = reader.ascii(12, 4);
  const body = 20;
  const common = { depth: 8, orientation: 1 };
  if (kind === 'VP8 ') {
    return { ...common, width: reader.u16(body + 6) & 0x3fff, height: reader.u16(body + 8) & 0x3fff, channels: 3 };
  }
  if (kind === 'VP8L') {
    const packed = reader.u32(body + 1);
    const channels = (packed >>> 28) & 1 ? 4 : 3;
    return { ...common, width: (packed & 0x3fff) + 1, height: ((packed >>> 14) & 0x3fff) + 1, channels };
  }
  const flags = reader.u8(body);
  return {
    depth: 8,
    orientation: flags & 0x08 ? orientationOfChunks(reader) : 1,
    width: u24(reader, body + 4) + 1,
    height: u24(reader, body + 7) + 1,
    channels: flags & 0x10 ? 4 : 3,
  };
}

function orientationOfChunks(reader: ByteReader): number {
  for (let at = 12; at + 8 <= reader.length;) {
    const length = reader.u32(at + 4);
    if (reader.ascii(at, 4) === 'EXIF') {
      const exif = reader.bytes.subarray(at + 8, at + 8 + length);
      const prefixed = exif[0] === 0x45; // some writers keep the "Exif\0\0" of JPEG
      return readExifOrientation(prefixed ? exif.subarray(6) : exif);
    }
    at += 8 + length + (length & 1);
  }
  return 1;
}

/** Whether the file is as long as its RIFF header says. */
export function isWholeWebp(bytes: Uint8Array): boolean {
  return bytes.length >= 8 + new ByteReader(bytes, true).u32(4);
}
