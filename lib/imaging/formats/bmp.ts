import { InspectionError } from '../../inspection/errors';
import { ByteReader } from '../bytes';

const UNCOMPRESSED = 0;
const BITFIELDS = 3;
const BITS = [1, 4, 8, 24, 32];

const damaged = (reason: string) => new InspectionError('ERR_IMAGE_DECODE', { reason: `BMP ${reason}` });

interface BmpLayout {
  width: number;
  height: number;
  topDown: boolean;
  bits: number;
  /** Offset of the first palette entry, bytes an entry (4, or 3 in OS/2 files), number of entries. */
  palette: { at: number; entry: number; count: number };
  pixels: number;
  /** Byte offsets of red, green and blue in a 32-bit pixel. */
  order: [number, number, number];
}

function readLayout(bytes: Uint8Array): BmpLayout {
  const reader = new ByteReader(bytes, true);
  const headerSize = reader.u32(14);
  const os2 = headerSize === 12;
  const width = os2 ? reader.u16(18) : reader.i32(18);
  const signedHeight = os2 ? reader.u16(20) : reader.i32(22);
  const bits = os2 ? reader.u16(24) : reader.u16(28);
  const compression = os2 ? UNCOMPRESSED : reader.u32(30);
  if (!BITS.includes(bits)) throw damaged(`with ${bits} bits a pixel is not read`);
  if (compression !== UNCOMPRESSED && !(compression === BITFIELDS && bits === 32)) {
    throw damaged(`compression ${compression} (RLE or embedded) is not read; save it uncompressed`);
  }
  const masks = compression === BITFIELDS ? [54, 58, 62].map((at) => reader.u32(at)) : [0xff0000, 0xff00, 0xff];
  const order = masks.map((mask) => [0xff, 0xff00, 0xff0000, 0xff000000].indexOf(mask));
  if (order.includes(-1)) throw damaged('with unusual channel masks is not read');
  const used = os2 ? 0 : reader.u32(46);
  return {
    width,
    height: Math.abs(signedHeight),
    topDown: signedHeight < 0,
    bits,
    palette: { at: 14 + headerSize, entry: os2 ? 3 : 4, count: bits <= 8 ? used || 2 ** bits : 0 },
    pixels: reader.u32(10),
    order: order as [number, number, number],
  };
}

/** Windows BITMAPINFOHEADER family and the OS/2 core header. */
export function readBmpHeader(bytes: Uint8Array) {
  const { width, height } = readLayout(bytes);
  return { width, height, channels: 3, depth: 8, orientation: 1 };
}

const strideOf = ({ width, bits }: BmpLayout) => Math.ceil((width * bits) / 32) * 4;

/** Whether the last row is there; the length that the file header declares is often left zero. */
export function isWholeBmp(bytes: Uint8Array): boolean {
  const layout = readLayout(bytes);
  return layout.pixels + strideOf(layout) * layout.height <= bytes.length;
}

/**
 * Decodes an uncompressed BMP of 1, 4, 8, 24 or 32 bits a pixel (alpha is dropped).
 *
 * @returns 8-bit RGB, interleaved, top row first
 * @throws InspectionError ERR_IMAGE_DECODE for other kinds and for files that end early
 */
export function decodeBmp(bytes: Uint8Array): { data: Uint8Array; width: number; height: number } {
  const layout = readLayout(bytes);
  const { width, height, bits, palette, order } = layout;
  const stride = strideOf(layout);
  if (!isWholeBmp(bytes)) throw damaged('ends before its last row');
  const bgr: [number, number, number] = [2, 1, 0];
  const data = new Uint8Array(width * height * 3);
  let to = 0;
  for (let y = 0; y < height; y++) {
    const row = layout.pixels + (layout.topDown ? y : height - 1 - y) * stride;
    for (let x = 0; x < width; x++) {
      let from = row + x * (bits >> 3);
      if (bits <= 8) {
        const bit = x * bits;
        const index = ((bytes[row + (bit >> 3)] ?? 0) >> (8 - bits - (bit & 7))) & (2 ** bits - 1);
        if (index >= palette.count) throw damaged('uses a colour outside its palette');
        from = palette.at + index * palette.entry;
      }
      for (const channel of bits === 32 ? order : bgr) data[to++] = bytes[from + channel] ?? 0;
    }
  }
  return { data, width, height };
}
