import { ByteReader } from '../bytes';

/** GIF89a, logical screen descriptor. */
export function readGifHeader(bytes: Uint8Array) {
  const reader = new ByteReader(bytes, true);
  return { width: reader.u16(6), height: reader.u16(8), channels: 3, depth: 8, orientation: 1 };
}
