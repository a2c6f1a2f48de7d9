import { isWholeBmp } from './formats/bmp';
import { isWholeGif } from './formats/gif';
import { isWholeJpeg } from './formats/jpeg';
import { isWholePng } from './formats/png';
import { isWholeTiff } from './formats/tiff';
import { isWholeWebp } from './formats/webp';
import { sniffFormat, type PictureFormat } from './header';

const WHOLE: Record<PictureFormat, (bytes: Uint8Array) => boolean> = {
  jpeg: isWholeJpeg,
  png: isWholePng,
  webp: isWholeWebp,
  tiff: isWholeTiff,
  bmp: isWholeBmp,
  gif: isWholeGif,
};

/**
 * Whether a picture file is there to its end: by the marker or block that ends its format, or by the length that its
 * headers declare. False also for bytes of no known format, which may be the start of a file not yet written.
 *
 * Damage that waiting cannot mend counts as whole: decoding will say what is wrong. A file that was made at its full
 * size and is filled afterwards cannot be told from a whole one in formats that only declare a length (BMP, TIFF, WebP).
 */
export function isWhole(bytes: Uint8Array): boolean {
  const format = sniffFormat(bytes);
  if (!format) return false;
  try {
    return WHOLE[format](bytes);
  } catch (thrown) {
    return !(thrown instanceof RangeError);
  }
}
