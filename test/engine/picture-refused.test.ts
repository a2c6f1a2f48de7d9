import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decode } from '../../lib/engine/picture/decode';
import { readPicture } from '../../lib/imaging/input';
import { InspectionError } from '../../lib/inspection/errors';
import { bmpOf, card, pngOf, SIZE } from '../fixtures/pictures/make';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'gyeol-'))));
afterAll(() => rm(folder, { recursive: true }));

/** What the way from the message to the pixels throws. */
async function refusal(value: unknown, limits?: Parameters<typeof readPicture>[1]): Promise<InspectionError> {
  try {
    await decode((await readPicture(value, limits)).picture);
  } catch (thrown) {
    return thrown as InspectionError;
  }
  throw new Error('it was accepted');
}

const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>fetch("/")</script></svg>';
const jpeg = () => card(400, 300).jpeg().toBuffer();
const png = () => card(400, 300).png().toBuffer();
const bomb = () => pngOf({ width: 30_000, height: 30_000, depth: 8, colourType: 2 }, Buffer.alloc(1000));

describe('refused with code and advice', () => {
  test.each<[string, () => unknown, string]>([
    ['an empty buffer', () => Buffer.alloc(0), 'ERR_IMAGE_FORMAT'],
    ['an empty text', () => '', 'ERR_IMAGE_FORMAT'],
    ['text in a buffer', () => Buffer.from('temperature 21.5, all is well'), 'ERR_IMAGE_FORMAT'],
    ['a JPEG that ends early', async () => (await jpeg()).subarray(0, 1500), 'ERR_IMAGE_DECODE'],
    ['a JPEG cut off in its header', async () => (await jpeg()).subarray(0, 30), 'ERR_IMAGE_DECODE'],
    ['half a PNG', async () => halfOf(await png()), 'ERR_IMAGE_DECODE'],
    ['half a BMP', () => halfOf(bmpOf(24)), 'ERR_IMAGE_DECODE'],
    ['an SVG with a script', () => Buffer.from(svg), 'ERR_IMAGE_FORMAT'],
    [
      'an SVG as a data URI',
      () => `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`,
      'ERR_IMAGE_FORMAT',
    ],
    ['30,000 × 30,000 pixels in a kilobyte', bomb, 'ERR_IMAGE_TOO_LARGE'],
    [
      'base64 with a wrong sign',
      async () => (await jpeg()).toString('base64').replace(/^(.{200})./, '$1!'),
      'ERR_IMAGE_DECODE',
    ],
    ['a data URI with wrong base64', () => 'data:image/png;base64,@@@@', 'ERR_IMAGE_DECODE'],
    ['a file that is not there', () => join(folder, '없음.png'), 'ERR_IMAGE_FILE'],
    ['a folder', () => folder, 'ERR_IMAGE_FILE'],
    ['a file URL of another machine', () => 'file://camera/share/a.png', 'ERR_IMAGE_FILE'],
    ['a path with a zero byte', () => ({ path: 'a\0b' }), 'ERR_IMAGE_FILE'],
    ['a web address', () => 'https://camera.example/snapshot.jpg', 'ERR_IMAGE_FORMAT'],
    [
      'raw pixels of the wrong length',
      () => ({ data: Buffer.alloc(100), width: 8, height: 8, channels: 3, depth: 8 }),
      'ERR_IMAGE_DECODE',
    ],
    [
      'raw pixels of an odd depth',
      () => ({ data: Buffer.alloc(64), width: 8, height: 8, channels: 1, depth: 12 }),
      'ERR_IMAGE_DECODE',
    ],
    ['JSON without a picture', () => '{"line":"A","temperature":21.5}', 'ERR_IMAGE_FORMAT'],
    ['JSON that is none', () => '{"line":', 'ERR_IMAGE_FORMAT'],
    ['a number', () => 42, 'ERR_IMAGE_FORMAT'],
    ['envelopes without end', () => nested(), 'ERR_IMAGE_FORMAT'],
  ])('%s', async (_, make, code) => {
    const error = await refusal(await make());
    expect(error).toBeInstanceOf(InspectionError);
    expect(error.code).toBe(code);
    expect(error.message).not.toMatch(/\{\w+\}|–$/);
    for (const language of ['en-US', 'ko'] as const) expect(error.in(language).advice.length).toBeGreaterThan(10);
  });

  test('a picture above the limits of the node', async () => {
    const bytes = await png();
    expect((await refusal(bytes, { maxPixels: 400 * 300 - 1 })).code).toBe('ERR_IMAGE_TOO_LARGE');
    expect((await refusal(bytes, { maxBytes: bytes.length - 1 })).code).toBe('ERR_IMAGE_TOO_LARGE');
    await expect(readPicture(bytes, { maxPixels: 400 * 300, maxBytes: bytes.length })).resolves.toBeTruthy();
  });

  test('an error about a file at a path quotes nothing of it', async () => {
    const path = join(folder, 'secret.txt');
    await writeFile(path, 'root:$6$secret');
    const error = await refusal({ path });
    expect(error.code).toBe('ERR_IMAGE_FORMAT');
    expect(JSON.stringify([error.message, error.parameters])).not.toMatch(/root|secret/);
  });

  test('the engine checks again what the message reader let through', async () => {
    const { width, height } = SIZE;
    const raw = { width, height, channels: 3, depth: 8 } as const;
    await expect(decode({ bytes: Buffer.alloc(10), raw })).rejects.toMatchObject({ code: 'ERR_IMAGE_DECODE' });
    await expect(decode({ bytes: await bomb() })).rejects.toMatchObject({ code: 'ERR_IMAGE_TOO_LARGE' });
    await expect(decode({ bytes: Buffer.from(svg) })).rejects.toMatchObject({ code: 'ERR_IMAGE_FORMAT' });
    await expect(decode({ path: folder })).rejects.toMatchObject({ code: 'ERR_IMAGE_FILE' });
  });
});

const halfOf = (file: Buffer) => file.subarray(0, file.length / 2);

function nested(): object {
  const envelope: { payload?: object } = {};
  envelope.payload = envelope;
  return envelope;
}
