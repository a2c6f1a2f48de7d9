import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { run } from '../../lib/engine/jobs/measure';
import { cv } from '../../lib/engine/measure/opencv';
import type { MeasureInput } from '../../lib/inference';
import { packageRoot } from '../../lib/package-root';
import { TestContext } from '../support/job-context';

const OPTIONS = { polarity: 'both', threshold: 4, minArea: 30, closing: 2, mergeDistance: 8, largest: 5 } as const;
const ROUNDS = 4;

/** Where OpenCV's heap ends, bytes: it grows when nothing that was freed suffices, and never shrinks. */
const endOfHeap = (): number => cv.HEAP32[cv._emscripten_get_sbrk_ptr() >> 2];

async function smallPictures(): Promise<Buffer[]> {
  const folder = join(packageRoot(), 'examples/pictures');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.jpg')).sort();
  const some = names.filter((_, index) => index % 3 === 0);
  return Promise.all(some.map((name) => sharp(join(folder, name)).resize(160).jpeg().toBuffer()));
}

test(
  'OpenCV keeps nothing of a picture, nor of one that does not resemble its reference',
  { timeout: 120_000 },
  async () => {
    const pictures = await smallPictures();
    const plain = { create: { width: 160, height: 160, channels: 3, background: 'grey' } } as const;
    const nothing = { bytes: await sharp(plain).png().toBuffer() };
    const measureAll = async () => {
      const inputs = pictures.flatMap((bytes): MeasureInput[] => [
        { picture: { bytes }, options: { ...OPTIONS, method: 'adaptive' }, overlay: 0 },
        { picture: { bytes }, options: { ...OPTIONS, method: 'reference' }, reference: nothing, overlay: 0 },
      ]);
      return run(inputs, inputs.map(() => new TestContext())); // prettier-ignore
    };
    const first = await measureAll();
    expect(first.map((output) => 'registered' in output && output.registered)).toEqual(
      pictures.flatMap(() => [false, false]),
    );
    const before = endOfHeap();
    for (let round = 1; round < ROUNDS; round++) await measureAll();
    expect(endOfHeap()).toBe(before);
  },
);
