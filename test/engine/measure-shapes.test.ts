import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { run } from '../../lib/engine/jobs/measure';
import { applyHomography } from '../../lib/imaging/homography';
import type { Matrix3 } from '../../lib/imaging/linear-algebra';
import type { MeasureInput, MeasureOutput } from '../../lib/inference';
import type { Point } from '../../lib/inspection/record';
import { TestContext } from '../support/job-context';

const OPTIONS: MeasureInput['options'] = {
  method: 'adaptive',
  polarity: 'both',
  threshold: 4,
  minArea: 30,
  closing: 2,
  mergeDistance: 8,
  largest: 0,
};

/** A grey surface with fine noise of the same seed each time, and `shapes` (SVG) drawn on it. */
async function surface(shapes: string, { width = 640, height = 480, level = 140, noise = 3 } = {}): Promise<Buffer> {
  let seed = 1;
  const random = () => (seed = (seed * 1103515245 + 12345) % 2 ** 31) / 2 ** 31;
  const grey = Uint8Array.from(
    { length: width * height },
    () => level + (random() + random() + random() - 1.5) * 2 * noise,
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${shapes}</svg>`;
  const plain = await sharp(grey, { raw: { width, height, channels: 1 } })
    .png()
    .toBuffer();
  return sharp(plain)
    .composite([{ input: Buffer.from(svg) }])
    .png()
    .toBuffer();
}

async function measured(
  bytes: Buffer,
  options: Partial<MeasureInput['options']> = {},
  more: Partial<MeasureInput> = {},
) {
  const input = { picture: { bytes }, options: { ...OPTIONS, ...options }, overlay: 0, ...more };
  const [output] = await run([input], [new TestContext()]);
  if (output instanceof Error) throw output;
  return output as MeasureOutput;
}

const line = (x1: number, y1: number, x2: number, y2: number, width = 4, colour = '#303030') =>
  `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${colour}" stroke-width="${width}"/>`;
const within = (value: number, truth: number, fraction: number) =>
  expect(Math.abs(value / truth - 1)).toBeLessThanOrEqual(fraction);

describe('sizes in pixels', () => {
  test('a straight scratch at 30°', async () => {
    const { regions } = await measured(await surface(line(200, 300, 200 + 200 * Math.cos(Math.PI / 6), 200)));
    expect(regions).toHaveLength(1);
    within(regions[0]!.length.px, 200, 0.03);
    within(regions[0]!.width.px, 4, 0.3);
    expect(Math.abs(regions[0]!.angle - 30)).toBeLessThan(1.5);
    expect(Math.abs(regions[0]!.contrast - 92)).toBeLessThan(20);
  });

  test('a curved scratch is measured along its course', async () => {
    const arc = `<path d="M 180 300 A 140 140 0 0 1 460 300" fill="none" stroke="#e8e8e8" stroke-width="4"/>`;
    const { regions } = await measured(await surface(arc));
    expect(regions).toHaveLength(1);
    within(regions[0]!.length.px, Math.PI * 140, 0.03);
  });

  test('a blob by its longest axis', async () => {
    const ellipse = `<ellipse cx="330" cy="220" rx="40" ry="20" transform="rotate(20 330 220)" fill="#505050"/>`;
    const [region] = (await measured(await surface(ellipse))).regions;
    within(region!.length.px, 80, 0.05);
    within(region!.width.px, 40, 0.07);
    within(region!.area.px, Math.PI * 800, 0.06);
    expect(Math.abs(region!.angle - 160)).toBeLessThan(4);
    expect(Math.hypot(region!.center[0] - 329.5, region!.center[1] - 219.5)).toBeLessThan(1);
  });

  test('a large picture is measured in its own pixels', async () => {
    const big = await surface(line(500, 450, 1300, 1050, 10), { width: 2000, height: 1500 });
    const { regions } = await measured(big);
    expect(regions).toHaveLength(1);
    within(regions[0]!.length.px, 1000, 0.03);
  });
});

describe('options', () => {
  const two = line(100, 100, 200, 100) + line(100, 300, 160, 300, 4, '#f0f0f0');

  test('polarity', async () => {
    const bytes = await surface(two);
    const lengths = async (polarity: 'dark' | 'bright' | 'both') =>
      (await measured(bytes, { polarity })).regions.map(({ length }) => Math.round(length.px / 10) * 10);
    expect(await lengths('dark')).toEqual([100]);
    expect(await lengths('bright')).toEqual([60]);
    expect(await lengths('both')).toEqual([100, 60]);
  });

  test('region of interest, largest and least area', async () => {
    const bytes = await surface(two);
    const below = (await measured(bytes, { roi: [0, 0.5, 1, 0.5] })).regions;
    expect(below).toHaveLength(1);
    expect(Math.abs(below[0]!.center[1] - 299.5)).toBeLessThan(1.5);
    expect((await measured(bytes, { largest: 1 })).regions).toHaveLength(1);
    expect((await measured(bytes, { minArea: 300 })).regions).toHaveLength(1);
    expect((await measured(bytes, { minArea: 3000 })).regions).toHaveLength(0);
  });

  test('pieces nearer than the merge distance are one region', async () => {
    const dashes = await surface(line(100, 200, 180, 200) + line(195, 200, 275, 200));
    expect((await measured(dashes, { mergeDistance: 4, closing: 0 })).regions).toHaveLength(2);
    const merged = (await measured(dashes, { mergeDistance: 24, closing: 0 })).regions;
    expect(merged).toHaveLength(1);
    within(merged[0]!.length.px, 175, 0.05);
  });

  test('fixed threshold and edges', async () => {
    const square = await surface('<rect x="200" y="150" width="60" height="40" fill="#202020"/>');
    for (const options of [
      { method: 'fixed', polarity: 'dark', threshold: 80 },
      { method: 'canny', threshold: 300 },
    ] as const) {
      const { regions } = await measured(square, options);
      expect(regions).toHaveLength(1);
      within(regions[0]!.area.px, 2400, 0.12);
    }
  });

  test('a reference hides the pattern, even when the part moved a little', async () => {
    const pattern = Array.from({ length: 12 }, (_, i) => line(40 + i * 50, 20, 90 + i * 44, 460, 6, '#e0e0c0')).join(
      '',
    );
    const shifted = `<g transform="translate(3.5 -2.25)">${pattern}${line(300, 200, 380, 260)}</g>`;
    const output = await measured(
      await surface(shifted),
      { method: 'reference' },
      { reference: { bytes: await surface(pattern) } },
    );
    expect(output.registered).toBe(true);
    expect(output.regions).toHaveLength(1);
    within(output.regions[0]!.length.px, 100, 0.06);
    const bare = await run(
      [{ picture: { bytes: await surface('') }, options: { ...OPTIONS, method: 'reference' }, overlay: 0 }],
      [new TestContext()],
    );
    expect(bare[0]).toMatchObject({ code: 'ERR_OPTIONS' });
  });
});

describe('millimetres', () => {
  /** From pixels to mm on a plane tilted away from the camera. */
  const tilted: Matrix3 = [0.1, 0.012, -7, 0.004, 0.13, -11, 0.00002, 0.0004, 1];
  const corners: Point[] = [
    [40, 30],
    [610, 50],
    [590, 440],
    [60, 450],
  ];
  const points = corners.map((px) => ({ px, mm: applyHomography(tilted, px) }));
  const shapes = line(120, 110, 280, 150) + line(380, 380, 540, 300) + line(500, 60, 520, 200);

  test('none without a calibration, anywhere', async () => {
    const output = await measured(await surface(shapes));
    expect(output.regions).toHaveLength(3);
    expect(JSON.stringify(output.regions)).not.toContain('mm');
  });

  test('by scale, with uncertainty', async () => {
    const { regions } = await measured(
      await surface(line(100, 100, 300, 100)),
      {},
      { calibration: { id: 'c', mmPerPixel: 0.05, scaleUncertainty: 0.0005 } },
    );
    const { mm, uncertainty_mm, expanded_mm, budget } = regions[0]!.length;
    within(mm!, 10, 0.01);
    expect(budget!.calibration).toBeCloseTo(0.01 * mm!, 6);
    expect(uncertainty_mm).toBeCloseTo(Math.hypot(...Object.values(budget!)), 9);
    expect(expanded_mm).toBeCloseTo(2 * uncertainty_mm!, 9);
    expect(Math.abs(mm! - 10)).toBeLessThan(expanded_mm!);
    within(regions[0]!.bbox_mm![2], 10, 0.05);
  });

  test('on a tilted plane, within 2 % for lengths of 100 px and more', async () => {
    const { regions } = await measured(await surface(shapes), {}, { calibration: { id: 'c', points } });
    const truths: [Point, Point][] = [
      [
        [120, 110],
        [280, 150],
      ],
      [
        [380, 380],
        [540, 300],
      ],
      [
        [500, 60],
        [520, 200],
      ],
    ];
    for (const [from, to] of truths) {
      const middle = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
      const region = regions.find(({ center }) => Math.hypot(center[0] - middle[0]!, center[1] - middle[1]!) < 10)!;
      const [a, b] = [applyHomography(tilted, from), applyHomography(tilted, to)];
      within(region.length.mm!, Math.hypot(a[0] - b[0], a[1] - b[1]), 0.02);
    }
  });

  test('a calibration made at another picture size is refused', async () => {
    const calibration = { id: 'c', mmPerPixel: 0.1, width: 1280, height: 960 };
    await expect(measured(await surface(shapes), {}, { calibration })).rejects.toMatchObject({
      code: 'ERR_CALIBRATION',
    });
  });
});

describe('pictures that come back', () => {
  test('overlay, thumbnail and mask', async () => {
    const output = await measured(
      await surface(line(100, 100, 300, 220, 6)),
      {},
      { overlay: 320, thumbnail: 100, mask: true },
    );
    const size = async (bytes: Uint8Array) => {
      const { width, height, format } = await sharp(bytes).metadata();
      return [width, height, format];
    };
    expect(await size(output.overlay!)).toEqual([320, 240, 'jpeg']);
    expect(await size(output.thumbnail!)).toEqual([100, 75, 'jpeg']);
    const mask = await sharp(output.mask).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
    expect(mask.info).toMatchObject({ width: 640, height: 480, channels: 1 });
    const pixels = mask.data.filter((level) => level === 255).length;
    within(pixels, output.regions[0]!.area.px, 0.03);
    const drawn = await sharp(output.overlay).raw().toBuffer();
    const red = Array.from({ length: drawn.length / 3 }, (_, at) => drawn[3 * at]! - drawn[3 * at + 1]! > 90);
    expect(red.filter(Boolean).length).toBeGreaterThan(300);
  });
});

test('a picture that fails harms no neighbour of its batch', async () => {
  const input = { picture: { bytes: await surface('') }, options: OPTIONS, overlay: 0 };
  const broken = { ...input, picture: { bytes: Buffer.from('no picture') } };
  const outcomes = await run([broken, input], [new TestContext(), new TestContext()]);
  expect(outcomes[0]).toMatchObject({ code: 'ERR_IMAGE_FORMAT' });
  expect(outcomes[1]).toMatchObject({ regions: [] });
});
