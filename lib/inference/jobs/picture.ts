import type { Box } from '../../inspection/record';

/** Pictures on their way to the engine, and what is found out about them. */

/** Layout of pixels that come without a file format: row-major, channels interleaved, 16 bit little-endian. */
export interface RawLayout {
  width: number;
  height: number;
  channels: 1 | 3 | 4;
  depth: 8 | 16;
}

/** A picture as it came in, still encoded: its bytes, or the path of a file on this machine. */
export interface Picture {
  bytes?: Uint8Array;
  path?: string;
  raw?: RawLayout;
  /** Most pixels (width × height) that are decoded; default 268,402,689 (sharp's own limit). */
  maxPixels?: number;
}

/** What decoding found out. Width and height are those of the oriented picture. */
export interface PictureFacts {
  format: string;
  width: number;
  height: number;
  channels: number;
  depth: number;
  /** Of the encoded bytes, hexadecimal. */
  sha256: string;
}

export interface Clahe {
  /** Contrast limit, 1..10. */
  clipLimit: number;
  /** Tiles a side, 2..16. */
  grid: number;
}

/** A rectangle in fractions of the picture, 0..1, so that it holds at any resolution. */
export type RelativeBox = Box;
