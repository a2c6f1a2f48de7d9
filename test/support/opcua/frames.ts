const WIDTH = 64;
const HEADER = 54;

/** A BMP of about `bytes` bytes that differs from those of other numbers in every row. */
export function frameOf(number: number, bytes = 4000): Buffer {
  const height = Math.ceil((bytes - HEADER) / (WIDTH * 3));
  const bmp = Buffer.alloc(HEADER + WIDTH * 3 * height);
  bmp.fill(`${number} `, HEADER);
  bmp.write('BM');
  bmp.writeUInt32LE(bmp.length, 2);
  bmp.writeUInt32LE(HEADER, 10);
  bmp.writeUInt32LE(40, 14);
  bmp.writeInt32LE(WIDTH, 18);
  bmp.writeInt32LE(height, 22);
  bmp.writeUInt16LE(1, 26);
  bmp.writeUInt16LE(24, 28);
  return bmp;
}

/** The number that {@link frameOf} was given. */
export const numberOf = (frame: Buffer): number => parseInt(frame.toString('latin1', HEADER, HEADER + 8), 10);
