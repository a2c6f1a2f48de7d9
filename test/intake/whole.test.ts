import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { isWhole } from '../../lib/imaging/whole';

const noise = () =>
  sharp({
    create: {
      width: 40,
      height: 30,
      channels: 3,
      background: '#445566',
      noise: { type: 'gaussian', mean: 128, sigma: 40 },
    },
  });

/** Windows BMP, 24 bits a pixel, bottom row first. */
function bmp(width: number, height: number): Buffer {
  const stride = Math.ceil((width * 3) / 4) * 4;
  const bytes = Buffer.alloc(54 + stride * height, 0x77);
  bytes.fill(0, 0, 54).write('BM');
  bytes.writeUInt32LE(54, 10);
  bytes.writeUInt32LE(40, 14);
  bytes.writeInt32LE(width, 18);
  bytes.writeInt32LE(height, 22);
  bytes.writeUInt16LE(1, 26);
  bytes.writeUInt16LE(24, 28);
  return bytes;
}

const pictures: [string, () => Promise<Buffer>][] = [
  ['JPEG', () => noise().jpeg().toBuffer()],
  ['progressive JPEG', () => noise().jpeg({ progressive: true }).toBuffer()],
  ['PNG', () => noise().png().toBuffer()],
  ['lossy WebP', () => noise().webp().toBuffer()],
  ['lossless WebP', () => noise().webp({ lossless: true }).toBuffer()],
  ['GIF', () => noise().gif().toBuffer()],
  ['strip TIFF', () => noise().tiff({ compression: 'none' }).toBuffer()],
  ['tiled TIFF', () => noise().tiff({ compression: 'lzw', tile: true, tileWidth: 16, tileHeight: 16 }).toBuffer()],
  ['BMP', () => Promise.resolve(bmp(41, 30))],
];

describe('the end of a picture', () => {
  it.each(pictures)('of a %s is seen in the whole file, and in no part of it', async (_name, make) => {
    const bytes = await make();
    expect(isWhole(bytes)).toBe(true);
    const wholeAt = Array.from({ length: bytes.length }, (_, length) => length).filter((length) =>
      isWhole(bytes.subarray(0, length)),
    );
    // libvips pads WebP to an even length, and tiles may end before the file does.
    expect(wholeAt.filter((length) => length < bytes.length - 2)).toEqual([]);
  });

  it('is not that of a thumbnail inside', async () => {
    const thumbnail = await noise().resize(8).jpeg().toBuffer();
    const picture = await noise().jpeg().toBuffer();
    const segment = Buffer.alloc(4);
    segment.writeUInt16BE(0xffe1);
    segment.writeUInt16BE(thumbnail.length + 2, 2);
    const bytes = Buffer.concat([picture.subarray(0, 2), segment, thumbnail, picture.subarray(2)]);
    expect(isWhole(bytes.subarray(0, 6 + thumbnail.length))).toBe(false);
    expect(isWhole(bytes)).toBe(true);
  });

  it('is not reached where a file was made at its full size and is still being filled', async () => {
    for (const [, make] of pictures.slice(0, 3)) {
      const bytes = await make();
      expect(isWhole(Buffer.concat([bytes.subarray(0, 200), Buffer.alloc(bytes.length - 200)]))).toBe(false);
    }
  });
});
