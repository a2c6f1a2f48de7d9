import { ByteReader } from '../bytes';
import { readExifOrientation } from './tiff';

const isStartOfFrame = (marker: number) =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
const standsAlone = (marker: number) => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);

/** ITU-T T.81 annex B: walks the segments up to the start of frame; orientation from the EXIF APP1 before it. */
export function readJpegHeader(bytes: Uint8Array) {
  const reader = new ByteReader(bytes, false);
  let orientation = 1;
  let at = 2;
  for (;;) {
    while (reader.u8(at) === 0xff && reader.u8(at + 1) === 0xff) at += 1;
    if (reader.u8(at) !== 0xff) throw new RangeError('no marker');
    const marker = reader.u8(at + 1);
    if (standsAlone(marker)) {
      at += 2;
      continue;
    }
    const body = at + 4;
    if (isStartOfFrame(marker)) {
      const channels = reader.u8(body + 5);
      return {
        depth: reader.u8(body),
        height: reader.u16(body + 1),
        width: reader.u16(body + 3),
        channels,
        orientation,
      };
    }
    const length = reader.u16(at + 2);
    if (marker === 0xe1 && length >= 14 && reader.ascii(body, 6) === 'Exif\0\0') {
      orientation = readExifOrientation(bytes.subarray(body + 6, at + 2 + length));
    }
    at += 2 + length;
  }
}

/** Whether the end-of-image marker of the picture itself is there; that of a thumbnail within a segment does not count. */
export function isWholeJpeg(bytes: Uint8Array): boolean {
  const reader = new ByteReader(bytes, false);
  for (let at = 2; ;) {
    at = bytes.indexOf(0xff, at);
    if (at < 0) return false;
    const marker = reader.u8(at + 1);
    if (marker === 0xd9) return true;
    if (marker === 0xff) at += 1;
    else if (marker === 0 || standsAlone(marker)) at += 2;
    else at += 2 + reader.u16(at + 2);
  }
}
