import { InspectionError } from '../inspection/errors';
import { readBmpHeader } from './formats/bmp';
import { readGifHeader } from './formats/gif';
import { readJpegHeader } from './formats/jpeg';
import { readPngHeader } from './formats/png';
import { readTiffHeader } from './formats/tiff';
import { readWebpHeader } from './formats/webp';

export type PictureFormat = 'jpeg' | 'png' | 'webp' | 'tiff' | 'bmp' | 'gif';

/** What the first bytes of a picture file say; width and height as stored, before `orientation` is applied. */
export interface PictureHeader {
  format: PictureFormat;
  width: number;
  height: number;
  /** Colour channels with alpha: 1..4; palettes count as 3. */
  channels: number;
  /** Bits a channel. */
  depth: number;
  /** EXIF orientation, 1..8; from 5 on width and height change places. */
  orientation: number;
}

const READERS: Record<PictureFormat, (bytes: Uint8Array) => Omit<PictureHeader, 'format'>> = {
  jpeg: readJpegHeader,
  png: readPngHeader,
  webp: readWebpHeader,
  tiff: readTiffHeader,
  bmp: readBmpHeader,
  gif: readGifHeader,
};

const startsWith = (bytes: Uint8Array, signature: readonly number[], at = 0) =>
  signature.every((byte, index) => bytes[at + index] === byte);

/** The format that the signature at the start of a file names, if it is one this pack reads. */
export function sniffFormat(bytes: Uint8Array): PictureFormat | undefined {
  if (startsWith(bytes, [0xff, 0xd8, 0xff])) return 'jpeg';
  if (startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'png';
  if (startsWith(bytes, [0x52, 0x49, 0x46, 0x46]) && startsWith(bytes, [0x57, 0x45, 0x42, 0x50], 8)) return 'webp';
  if (startsWith(bytes, [0x49, 0x49, 0x2a, 0x00]) || startsWith(bytes, [0x4d, 0x4d, 0x00, 0x2a])) return 'tiff';
  if (startsWith(bytes, [0x47, 0x49, 0x46, 0x38])) return 'gif';
  // "BM", and two reserved fields that every writer leaves zero: two letters alone could open a text.
  if (startsWith(bytes, [0x42, 0x4d]) && startsWith(bytes, [0, 0, 0, 0], 6)) return 'bmp';
  return undefined;
}

function describeUnknown(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'empty';
  const start = new TextDecoder().decode(bytes.subarray(0, 256)).trimStart();
  if (/^(<\?xml|<svg|<!DOCTYPE svg)/i.test(start)) return 'SVG or XML';
  const printable = /^[\t\n\r\x20-\x7e\u00a0-\uffef]+$/.test(start) && !start.includes('\ufffd');
  const hex = [...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  return printable ? `text "${start.slice(0, 24)}"` : `first bytes ${hex}`;
}

/**
 * Reads size and kind of a picture without decoding it.
 *
 * @param bytes the file, or a first part of it that is long enough to hold the header
 * @throws InspectionError ERR_IMAGE_FORMAT when no known signature is there, ERR_IMAGE_DECODE when the header is cut
 *   off or says nonsense
 */
export function readHeader(bytes: Uint8Array): PictureHeader {
  const format = sniffFormat(bytes);
  if (!format) throw new InspectionError('ERR_IMAGE_FORMAT', { reason: describeUnknown(bytes) });
  let header: PictureHeader;
  try {
    header = { format, ...READERS[format](bytes) };
  } catch (thrown) {
    if (thrown instanceof InspectionError) throw thrown;
    throw new InspectionError('ERR_IMAGE_DECODE', { reason: `${format} header is cut off` });
  }
  if (!(header.width > 0 && header.height > 0)) {
    throw new InspectionError('ERR_IMAGE_DECODE', { reason: `${format} of ${header.width} × ${header.height} pixels` });
  }
  return header;
}

/** Width and height after the orientation was applied. */
export function orientedSize({ width, height, orientation }: PictureHeader): { width: number; height: number } {
  return orientation >= 5 ? { width: height, height: width } : { width, height };
}
