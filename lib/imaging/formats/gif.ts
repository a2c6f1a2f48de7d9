import { InspectionError } from '../../inspection/errors';
import { ByteReader } from '../bytes';

/** GIF89a, logical screen descriptor. */
export function readGifHeader(bytes: Uint8Array) {
  const reader = new ByteReader(bytes, true);
  return { width: reader.u16(6), height: reader.u16(8), channels: 3, depth: 8, orientation: 1 };
}

const EXTENSION = 0x21;
const IMAGE = 0x2c;
const TRAILER = 0x3b;

/** Whether all blocks up to the trailer are there (GIF89a, appendix A). */
export function isWholeGif(bytes: Uint8Array): boolean {
  const reader = new ByteReader(bytes, true);
  const colours = (flags: number) => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);
  let at = 13 + colours(reader.u8(10));
  for (;;) {
    const block = reader.u8(at);
    if (block === TRAILER) return true;
    if (block === IMAGE) at += 11 + colours(reader.u8(at + 9));
    else if (block === EXTENSION) at += 2;
    else throw new InspectionError('ERR_IMAGE_DECODE', { reason: 'GIF with an unknown block' });
    while (reader.u8(at) > 0) at += 1 + reader.u8(at);
    at += 1;
  }
}
