const HEADER = 54;
const LARGE = 1e6;

/** An uncompressed BMP of about `bytes` bytes that differs from those of other numbers in every row. */
export function frameOf(number: number, bytes = 64 * 64 * 3): Buffer {
  const width = bytes < LARGE ? 64 : 2048;
  const height = Math.ceil(bytes / (width * 3));
  const bmp = Buffer.alloc(HEADER + width * 3 * height);
  bmp.fill(`${number} `, HEADER);
  bmp.write('BM');
  bmp.writeUInt32LE(bmp.length, 2);
  bmp.writeUInt32LE(HEADER, 10);
  bmp.writeUInt32LE(40, 14);
  bmp.writeInt32LE(width, 18);
  bmp.writeInt32LE(height, 22);
  bmp.writeUInt16LE(1, 26);
  bmp.writeUInt16LE(24, 28);
  return bmp;
}

/** The number that {@link frameOf} was given. */
export const numberOf = (frame: Buffer): number => parseInt(frame.toString('latin1', HEADER, HEADER + 8), 10);
