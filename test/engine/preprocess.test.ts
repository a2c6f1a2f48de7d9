import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decode, type DecodeOptions } from '../../lib/engine/picture/decode';
import type { Pixels } from '../../lib/engine/picture/pixels';
import { createPreprocessor, decodingFor, type Preprocessor, type Reading } from '../../lib/engine/preprocess';
import { packageRoot } from '../../lib/package-root';

/** Columns of red 0, 1, 2 …; rows of green 0, 1, 2 …; blue 255. */
function coordinates(width: number, height: number): Pixels {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0, at = 0; y < height; y++) for (let x = 0; x < width; x++, at += 3) data.set([x, y, 255], at);
  return { data, width, height };
}

const plane = (values: Float32Array, channel: number) =>
  values.slice((channel * values.length) / 3, ((channel + 1) * values.length) / 3);

describe('preprocessing by preprocessor_config.json', () => {
  it('puts channels first, rescales and normalises', async () => {
    const preprocessor = createPreprocessor({
      size: { height: 4, width: 6 },
      image_mean: [0, 0.5, 1],
      image_std: [1, 0.5, 0.25],
    });
    const values = await preprocessor.prepare(coordinates(6, 4), [0, 0, 6, 4]);
    expect(values).toHaveLength(3 * 4 * 6);
    expect(plane(values, 0)[7]).toBeCloseTo(1 / 255, 6);
    expect(plane(values, 1)[7]).toBeCloseTo((1 / 255 - 0.5) / 0.5, 6);
    expect(plane(values, 2)[7]).toBeCloseTo(0, 6);
  });

  it('leaves values alone when told so', async () => {
    const preprocessor = createPreprocessor({ size: { height: 4, width: 6 }, do_rescale: false, do_normalize: false });
    expect(plane(await preprocessor.prepare(coordinates(6, 4), [0, 0, 6, 4]), 2)[0]).toBe(255);
  });

  it('stretches the box to an exact size', async () => {
    const preprocessor = createPreprocessor({ size: { height: 8, width: 8 }, do_rescale: false });
    const red = plane(await preprocessor.prepare(coordinates(64, 32), [16, 8, 32, 16]), 0);
    expect([preprocessor.width, preprocessor.height]).toEqual([8, 8]);
    // Four picture columns a value: the first covers columns 16 to 19.
    expect(Math.abs(red[0]! - 17.5)).toBeLessThanOrEqual(1);
    expect(Math.abs(red[7]! - 45.5)).toBeLessThanOrEqual(1);
  });

  it('fits the shorter side and keeps the middle', async () => {
    const preprocessor = createPreprocessor({
      size: { shortest_edge: 10 },
      do_center_crop: true,
      crop_size: { height: 8, width: 8 },
      do_rescale: false,
    });
    const values = await preprocessor.prepare(coordinates(60, 20), [0, 0, 60, 20]);
    expect(values).toHaveLength(3 * 8 * 8);
    // 30 × 10 after resizing; columns 11 to 18 and rows 1 to 8 stay, each two picture pixels wide.
    expect(Math.abs(plane(values, 0)[0]! - 22.5)).toBeLessThanOrEqual(1);
    expect(Math.abs(plane(values, 1)[0]! - 2.5)).toBeLessThanOrEqual(1);
    expect(Math.abs(plane(values, 0)[7]! - 36.5)).toBeLessThanOrEqual(1);
  });

  it('asks decoding for more pixels when only a part fills the tensor', () => {
    const preprocessor = createPreprocessor({ size: { height: 224, width: 224 } });
    const whole = decodingFor(preprocessor, {}).atLeast!;
    expect(decodingFor(preprocessor, { part: 0.5 }).atLeast).toBe(2 * whole);
    expect(decodingFor(preprocessor, { thumbnail: 5000 }).atLeast).toBe(5000);
  });

  describe('while decoding', () => {
    const fitted = createPreprocessor({ size: { shortest_edge: 96 }, do_center_crop: true, crop_size: 96 });
    const stretched = createPreprocessor({ size: { width: 96, height: 96 } });
    const picture = { width: 1280, height: 960 };
    const resampled = (preprocessor: Preprocessor, reading: Reading) =>
      decodingFor(preprocessor, reading).resample?.(picture);

    it('resamples a picture that is read whole to the size the tensor is cut from', () => {
      expect(resampled(fitted, {})).toMatchObject({ width: 128, height: 96 });
      expect(resampled(stretched, {})).toMatchObject({ width: 96, height: 96 });
    });

    it('keeps the pixels of a small picture, which is resampled as Pillow does', () => {
      expect(decodingFor(fitted, {}).resample?.({ width: 640, height: 640 })).toBeUndefined();
    });

    it('keeps the pixels that parts, changes or a thumbnail need', () => {
      expect(resampled(fitted, { part: 0.5 })).toBeUndefined();
      expect(resampled(fitted, { changed: true })).toBeUndefined();
      expect(resampled(fitted, { thumbnail: 240 })).toBeUndefined();
      expect(resampled(fitted, { thumbnail: 120 })).toBeDefined();
      expect(resampled(stretched, { thumbnail: 90 }), 'a distorted thumbnail').toBeUndefined();
    });

    it.each([
      ['jpeg', 'fitted', fitted],
      ['png', 'fitted', fitted],
      ['jpeg', 'stretched', stretched],
    ] as const)('makes the same tensor of a %s, %s, as from all its pixels', async (format, _, preprocessor) => {
      const surface = sharp(join(packageRoot(), 'examples/pictures/casting-hole-01.jpg')).resize(1280, 960);
      const bytes = await surface.toFormat(format).toBuffer();
      const tensorOf = async (options: DecodeOptions) => {
        const decoded = await decode({ bytes }, options);
        return preprocessor.prepare(decoded, [0, 0, decoded.width, decoded.height]);
      };
      const all = await tensorOf({});
      const quick = await tensorOf(decodingFor(preprocessor, {}));
      const differences = quick.map((value, index) => Math.abs(value - all[index]!));
      const mean = differences.reduce((sum, difference) => sum + difference, 0) / all.length;
      expect(quick).toHaveLength(all.length);
      expect(mean * 255).toBeLessThan(1.5);
    });
  });
});
