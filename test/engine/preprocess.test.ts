import { describe, expect, it } from 'vitest';
import type { Pixels } from '../../lib/engine/picture/pixels';
import { ampleSide, createPreprocessor } from '../../lib/engine/preprocess';

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
    expect(ampleSide(preprocessor, 0.5)).toBe(2 * ampleSide(preprocessor));
    expect(ampleSide(preprocessor, 1, 5000)).toBe(5000);
  });
});
