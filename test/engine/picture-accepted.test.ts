import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decode, type Decoded } from '../../lib/engine/picture/decode';
import { readPicture } from '../../lib/imaging/input';
import { bmpOf, card, deepGrey, QUADRANTS, quadrants, SIZE } from '../fixtures/pictures/make';

const { width, height } = SIZE;

const pixel = ({ data, width: stride }: Decoded, x: number, y: number) => [
  ...data.subarray((y * stride + x) * 3, (y * stride + x) * 3 + 3),
];

/** The colours in the middle of each quarter are those of the card, within `tolerance` grey levels. */
function expectCard(decoded: Decoded, tolerance: number) {
  expect([decoded.width, decoded.height]).toEqual([width, height]);
  const [left, right, top, bottom] = [width / 4, (3 * width) / 4, height / 4, (3 * height) / 4];
  const seen = [
    pixel(decoded, left, top),
    pixel(decoded, right, top),
    pixel(decoded, left, bottom),
    pixel(decoded, right, bottom),
  ];
  Object.values(QUADRANTS).forEach((colour, quarter) =>
    colour.forEach((level, channel) =>
      expect(Math.abs(seen[quarter]![channel]! - level)).toBeLessThanOrEqual(tolerance),
    ),
  );
}

/** Through the reader of messages and the decoder, whose sizes must agree. */
async function open(value: unknown): Promise<Decoded> {
  const { picture, header } = await readPicture(value);
  const decoded = await decode(picture);
  const { sha256, ...facts } = decoded.facts;
  expect(sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(header).toEqual(facts);
  return decoded;
}

describe('file formats', () => {
  test.each([
    ['JPEG', () => card().jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toBuffer(), 6, 'jpeg'],
    ['PNG', () => card().png().toBuffer(), 0, 'png'],
    ['PNG with a palette', () => card().png({ palette: true }).toBuffer(), 2, 'png'],
    ['PNG with alpha', () => card().ensureAlpha(0.5).png().toBuffer(), 0, 'png'],
    ['lossless WebP', () => card().webp({ lossless: true }).toBuffer(), 0, 'webp'],
    ['lossy WebP', () => card().webp({ quality: 95 }).toBuffer(), 12, 'webp'],
    ['WebP with alpha', () => card().ensureAlpha(0.5).webp({ lossless: true }).toBuffer(), 0, 'webp'],
    ['TIFF', () => card().tiff({ compression: 'lzw' }).toBuffer(), 0, 'tiff'],
    ['BMP of 24 bit', async () => bmpOf(24), 0, 'bmp'],
    ['BMP of 32 bit, top row first', async () => bmpOf(32, true), 0, 'bmp'],
    ['BMP of 8 bit', async () => bmpOf(8), 0, 'bmp'],
  ])('%s', async (_, make, tolerance, format) => {
    const decoded = await open(await make());
    expectCard(decoded, tolerance);
    expect(decoded.facts.format).toBe(format);
  });

  test('mono JPEG keeps its greys', async () => {
    const decoded = await open(await card().toColourspace('b-w').jpeg({ quality: 95 }).toBuffer());
    expect(decoded.facts.channels).toBe(1);
    const [r, g, b] = pixel(decoded, 36, 24);
    expect(r).toBeGreaterThan(245);
    expect([g, b]).toEqual([r, r]);
  });

  test('CMYK JPEG: colours keep their hue, which ink makes paler, and white stays white', async () => {
    const decoded = await open(await card().toColourspace('cmyk').jpeg({ quality: 98 }).toBuffer());
    expect(decoded.facts.channels).toBe(4);
    const strongest = ([x, y]: number[]) => {
      const levels = pixel(decoded, x!, y!);
      return levels.indexOf(Math.max(...levels));
    };
    expect(
      [
        [12, 8],
        [36, 8],
        [12, 24],
      ].map(strongest),
    ).toEqual([0, 1, 2]);
    expect(Math.min(...pixel(decoded, 36, 24))).toBeGreaterThan(240);
  });

  test('an animated GIF gives its first frame', async () => {
    const second = new Uint8Array(width * height * 3).fill(5);
    const frames = Buffer.concat([quadrants(), second]);
    const raw = { width, height: height * 2, channels: 3 as const, pageHeight: height };
    const gif = await sharp(frames, { raw })
      .gif({ delay: [100, 100], loop: 0, dither: 0 })
      .toBuffer();
    expect((await sharp(gif, { animated: true }).metadata()).pages).toBe(2);
    expectCard(await open(gif), 10);
  });
});

describe('EXIF orientation', () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])('%i is undone', async (orientation) => {
    const { data, ...raw } = storedAs(orientation);
    const image = sharp(data, { raw: { ...raw, channels: 3 } });
    const jpeg = await image.jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).withMetadata({ orientation }).toBuffer();
    expectCard(await open(jpeg), 8);
  });

  /** The card as a camera held that way stores it (EXIF 2.32, tag 274: where row 0 and column 0 of the data belong). */
  function storedAs(orientation: number): { data: Uint8Array; width: number; height: number } {
    const [right, bottom] = [width - 1, height - 1];
    const place: Record<number, (x: number, y: number) => [number, number]> = {
      1: (x, y) => [x, y],
      2: (x, y) => [right - x, y],
      3: (x, y) => [right - x, bottom - y],
      4: (x, y) => [x, bottom - y],
      5: (x, y) => [y, x],
      6: (x, y) => [y, right - x],
      7: (x, y) => [bottom - y, right - x],
      8: (x, y) => [bottom - y, x],
    };
    const stored = orientation >= 5 ? { width: height, height: width } : { width, height };
    const upright = quadrants();
    const data = new Uint8Array(upright.length);
    for (let at = 0; at < width * height; at++) {
      const [x, y] = place[orientation]!(at % width, Math.floor(at / width));
      data.set(upright.subarray(at * 3, at * 3 + 3), (y * stored.width + x) * 3);
    }
    return { data, ...stored };
  }
});

describe('more than 8 bits', () => {
  const levels = (decoded: Decoded) => Array.from({ length: decoded.width }, (_, x) => pixel(decoded, x, 0)[0]);

  test('16-bit PNG: 0..65535 becomes 0..255', async () => {
    const decoded = await open(await deepGrey(256, 1, (index) => index * 257));
    expect(levels(decoded)).toEqual(Array.from({ length: 256 }, (_, level) => level));
    expect(decoded.facts.depth).toBe(16);
  });

  test('12 bits in 16 with empty top bits: 0..4095 becomes 0..255', async () => {
    const decoded = await open(await deepGrey(256, 1, (index) => Math.round((index * 4095) / 255)));
    expect(levels(decoded)).toEqual(Array.from({ length: 256 }, (_, level) => level));
  });

  test('16-bit colour TIFF', async () => {
    const samples = Uint16Array.from(quadrants(), (level) => level * 257);
    const tiff = await sharp(samples, { raw: { width, height, channels: 3 } })
      .toColourspace('rgb16')
      .tiff()
      .toBuffer();
    expectCard(await open(tiff), 1);
  });
});

describe('other carriers', () => {
  let folder: string;
  beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), '검사 사진 '))));
  afterAll(() => rm(folder, { recursive: true }));

  test('a file with a Korean name and blanks', async () => {
    const path = join(folder, '라인 1 – 표면 검사 (최종).png');
    await writeFile(path, await card().png().toBuffer());
    expectCard(await open(path), 0);
    expectCard(await open({ path }), 0);
  });

  test('data URI, base64 with line breaks, JSON text, Buffer that went through JSON', async () => {
    const png = await card().png().toBuffer();
    const base64 = png.toString('base64');
    expectCard(await open(`data:image/png;base64,${base64}`), 0);
    expectCard(await open(base64.replace(/(.{76})/g, '$1\r\n')), 0);
    expectCard(await open(JSON.stringify({ lot: 'L1', image: base64 })), 0);
    expectCard(await open({ payload: { picture: JSON.parse(JSON.stringify(png)) } }), 0);
    expectCard(
      await open((await card().jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toBuffer()).toString('base64')),
      6,
    );
  });

  test('raw pixels: RGB, RGBA, mono and 16 bit', async () => {
    expectCard(await open({ data: quadrants(), width, height, channels: 3, depth: 8 }), 0);
    expectCard(await open({ data: Array.from(quadrants()), width, height }), 0);
    const rgba = await card().ensureAlpha(0.3).raw().toBuffer();
    expectCard(await open({ data: rgba, width, height, channels: 4 }), 0);
    const deep = await open({ data: Uint16Array.from([0, 1023, 4095, 2048]), width: 2, height: 2 });
    expect([...deep.data]).toEqual([0, 64, 255, 128].flatMap((level) => [level, level, level]));
  });

  test('1 × 1', async () => {
    const decoded = await open(
      await sharp({ create: { width: 1, height: 1, channels: 3, background: '#0a141e' } })
        .png()
        .toBuffer(),
    );
    expect([...decoded.data]).toEqual([10, 20, 30]);
  });
});

describe('65 megapixels', () => {
  const big = { width: 9000, height: 7300 };
  let jpeg: Buffer;
  beforeAll(async () => {
    const enlarged = card().resize(big.width, big.height, { kernel: 'nearest', fit: 'fill' });
    jpeg = await enlarged.jpeg({ quality: 80 }).toBuffer();
  });

  test('decodes in full', async () => {
    const decoded = await open(jpeg);
    expect([decoded.width, decoded.height]).toEqual([big.width, big.height]);
    expect(Math.abs(pixel(decoded, 8000, 7000)[0]! - 250)).toBeLessThan(6);
    expect(Math.abs(pixel(decoded, 100, 7000)[2]! - 210)).toBeLessThan(8);
  });

  test('shrinks on the way when a small size is enough, and still tells the full one', async () => {
    const decoded = await decode({ bytes: jpeg }, { atLeast: 224 });
    expect(Math.min(decoded.width, decoded.height)).toBe(224);
    expect([decoded.facts.width, decoded.facts.height]).toEqual([big.width, big.height]);
    expect(Math.abs(pixel(decoded, 250, 200)[0]! - 250)).toBeLessThan(6);
  });
});
