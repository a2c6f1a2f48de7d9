import { describe, expect, test } from 'vitest';
import { checkCalibration, planeOf } from '../../lib/imaging/calibration';
import { applyHomography } from '../../lib/imaging/homography';
import type { Matrix3 } from '../../lib/imaging/linear-algebra';
import type { Point } from '../../lib/inspection/record';

/** A plane tilted towards the camera: from pixels to mm. */
const TILTED: Matrix3 = [0.1, 0.012, -7, 0.004, 0.13, -11, 0.00002, 0.0004, 1];
const corners: Point[] = [
  [40, 30],
  [610, 50],
  [590, 440],
  [60, 450],
];
const pairs = (points: Point[]) => points.map((px) => ({ px, mm: applyHomography(TILTED, px) }));
const refused = (attempt: () => unknown) =>
  expect(attempt).toThrow(expect.objectContaining({ code: 'ERR_CALIBRATION' }));

describe('a uniform scale', () => {
  const plane = planeOf({ id: 'c', mmPerPixel: 0.05 });

  test('maps points, lengths and areas', () => {
    expect(plane.toMm([100, 20])).toEqual([5, 1]);
    expect(plane.scaleAlong([3, 4], 1)).toBeCloseTo(0.05, 12);
    expect(plane.areaScale([3, 4])).toBeCloseTo(0.0025, 12);
  });
});

describe('point pairs', () => {
  test('four of them give back the mapping they came from', () => {
    const plane = planeOf({ id: 'c', points: pairs(corners) });
    for (const point of [
      [320, 240],
      [10, 470],
      [639, 1],
    ] as Point[]) {
      const [x, y] = applyHomography(TILTED, point);
      const [u, v] = plane.toMm(point);
      expect(u).toBeCloseTo(x, 6);
      expect(v).toBeCloseTo(y, 6);
    }
    expect(plane.residual).toBe(0);
  });

  test('local scales agree with small steps', () => {
    const plane = planeOf({ id: 'c', points: pairs(corners) });
    const at: Point = [500, 100];
    const step = 1e-3;
    const [x0, y0] = plane.toMm(at);
    const [x1, y1] = plane.toMm([at[0] + step, at[1]]);
    const [x2, y2] = plane.toMm([at[0], at[1] + step]);
    expect(plane.scaleAlong(at, 0)).toBeCloseTo(Math.hypot(x1 - x0, y1 - y0) / step, 5);
    expect(plane.scaleAlong(at, Math.PI / 2)).toBeCloseTo(Math.hypot(x2 - x0, y2 - y0) / step, 5);
    const cross = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0);
    expect(plane.areaScale(at)).toBeCloseTo(Math.abs(cross) / step ** 2, 5);
  });

  test('more than four are fitted, and what does not fit is the residual', () => {
    const points = pairs([...corners, [320, 40], [330, 445], [50, 240], [600, 245]]);
    const noise = [0.02, -0.02, 0.02, -0.02, -0.02, 0.02, -0.02, 0.02];
    const noisy = points.map(({ px, mm }, index) => ({
      px,
      mm: [mm[0] + noise[index]!, mm[1] - noise[index]!] as Point,
    }));
    const plane = planeOf({ id: 'c', points: noisy });
    expect(plane.residual).toBeGreaterThan(0.005);
    expect(plane.residual).toBeLessThan(0.06);
    const [x, y] = plane.toMm([320, 240]);
    const truth = applyHomography(TILTED, [320, 240]);
    expect(Math.hypot(x - truth[0], y - truth[1])).toBeLessThan(0.05);
  });
});

describe('refused', () => {
  test.each([
    ['nothing', {}],
    ['a scale of zero', { mmPerPixel: 0 }],
    ['a negative scale', { mmPerPixel: -0.1 }],
    ['a scale that is no number', { mmPerPixel: NaN }],
    ['three pairs', { points: pairs(corners.slice(0, 3)) }],
    [
      'points on one line',
      {
        points: pairs([
          [0, 0],
          [10, 10],
          [20, 20],
          [35, 35],
        ]),
      },
    ],
    [
      'three of four on one line',
      {
        points: pairs([
          [0, 0],
          [100, 0],
          [200, 0],
          [100, 100],
        ]),
      },
    ],
    [
      'the same point twice',
      {
        points: pairs([
          [0, 0],
          [0, 0],
          [200, 0],
          [100, 100],
        ]),
      },
    ],
    ['a missing number', { points: [...pairs(corners.slice(0, 3)), { px: [1, 2] as Point, mm: [NaN, 2] as Point }] }],
  ])('%s', (_, calibration) => refused(() => checkCalibration({ id: 'c', ...calibration })));

  test('a picture of another size than the calibration was made at', () => {
    const calibration = { id: 'c', mmPerPixel: 0.1, width: 640, height: 480 };
    expect(planeOf(calibration, { width: 640, height: 480 }).residual).toBe(0);
    refused(() => planeOf(calibration, { width: 1280, height: 960 }));
  });
});
