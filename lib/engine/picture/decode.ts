import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import type { Picture, PictureFacts } from '../../inference/jobs';
import { toEightBit } from '../../imaging/depth';
import { decodeBmp } from '../../imaging/formats/bmp';
import { orientedSize, readHeader, type PictureHeader } from '../../imaging/header';
import { checkPixels, DEFAULT_LIMITS } from '../../imaging/limits';
import { InspectionError } from '../../inspection/errors';
import { asRgb, type Pixels } from './pixels';
import { decodeRaw } from './raw';
import { isResampledExactly, type Resampling } from './resample';

/** `facts` describe the picture as it arrived; `width` and `height` are smaller when it was shrunk on the way. */
export interface Decoded extends Pixels {
  facts: PictureFacts;
}

export interface DecodeOptions {
  /**
   * The shorter side may come out smaller, but not below this many pixels. A large JPEG then costs a fraction of its
   * full decoding. Default: full size.
   */
  atLeast?: number;
  /** What a picture of this size may be resampled to while it is decoded, instead; a bitmap or raw pixels are not. */
  resample?(size: { width: number; height: number }): Resampling | undefined;
}

/**
 * Decodes a picture: EXIF orientation applied, first frame or page, alpha dropped, CMYK and mono turned to RGB, 16 bit
 * brought to 8 (see {@link toEightBit}).
 *
 * Only formats recognised by their first bytes get as far as a decoder, so SVG and the like never do, and the size is
 * checked before any pixel is.
 *
 * @throws InspectionError ERR_IMAGE_FILE, ERR_IMAGE_FORMAT, ERR_IMAGE_TOO_LARGE, ERR_IMAGE_DECODE (damaged or cut off)
 */
export async function decode(picture: Picture, options: DecodeOptions = {}): Promise<Decoded> {
  const bytes = await bytesOf(picture);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const maxPixels = picture.maxPixels ?? DEFAULT_LIMITS.maxPixels;
  if (picture.raw) {
    checkPixels(picture.raw, maxPixels);
    const { width, height, channels, depth } = picture.raw;
    return { ...decodeRaw(bytes, picture.raw), facts: { format: 'raw', width, height, channels, depth, sha256 } };
  }
  const header = readHeader(bytes);
  checkPixels(header, maxPixels);
  const { format, channels, depth } = header;
  const facts = { format, ...orientedSize(header), channels, depth: depth > 8 ? 16 : 8, sha256 };
  if (format === 'bmp') return { ...decodeBmp(bytes), facts };
  try {
    return { ...(await decodeWithSharp(bytes, header, maxPixels, options)), facts };
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message.split('\n')[0]! : String(thrown);
    throw new InspectionError('ERR_IMAGE_DECODE', { reason: `${format}, ${reason}` });
  }
}

async function bytesOf({ bytes, path }: Picture): Promise<Uint8Array> {
  if (bytes) return bytes;
  if (path === undefined) throw new InspectionError('ERR_IMAGE_FORMAT', { reason: 'neither bytes nor path' });
  try {
    return await readFile(path);
  } catch (thrown) {
    throw new InspectionError('ERR_IMAGE_FILE', {
      path,
      reason: (thrown as NodeJS.ErrnoException).code ?? String(thrown),
    });
  }
}

async function decodeWithSharp(
  bytes: Uint8Array,
  header: PictureHeader,
  limit: number,
  { atLeast, resample }: DecodeOptions,
): Promise<Pixels> {
  const deep = header.depth > 8 && header.format !== 'jpeg';
  let pipeline = sharp(bytes, { failOn: 'error', limitInputPixels: limit }).autoOrient();
  const exact = resample?.(orientedSize(header));
  if (exact) {
    pipeline = pipeline.resize(exact.width, exact.height, { fit: 'fill', kernel: exact.kernel });
  } else if (atLeast && Math.min(header.width, header.height) > atLeast && !isResampledExactly(header)) {
    pipeline = pipeline.resize({ width: atLeast, height: atLeast, fit: 'outside' });
  }
  const { data, info } = await pipeline
    .removeAlpha()
    .toColourspace(deep ? 'rgb16' : 'srgb')
    .raw({ depth: deep ? 'ushort' : 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const samples = deep ? toEightBit(new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2)) : data;
  return { data: asRgb(samples, width * height), width, height };
}
