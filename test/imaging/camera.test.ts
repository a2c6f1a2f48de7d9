import { describe, expect, test } from 'vitest';
import { planeOf } from '../../lib/imaging/calibration';
import { stateOf } from '../../lib/imaging/calibration-state';
import { distort, readCamera, undistort, type CameraModel } from '../../lib/imaging/camera';
import { applyHomography } from '../../lib/imaging/homography';
import { multiply3, type Matrix3 } from '../../lib/imaging/linear-algebra';
import type { Point } from '../../lib/inspection/record';

const SAVED = {
  image_width: 640,
  image_height: 480,
  camera_matrix: { type_id: 'opencv-matrix', rows: 3, cols: 3, dt: 'd', data: [800, 0, 321, 0, 805, 242, 0, 0, 1] },
  distortion_coefficients: { rows: 1, cols: 5, dt: 'd', data: [-0.28, 0.09, 0.001, -0.0008, -0.01] },
  avg_reprojection_error: 0.21,
};
const CAMERA: CameraModel = readCamera(JSON.stringify(SAVED));
const refused = (attempt: () => unknown) =>
  expect(attempt).toThrow(expect.objectContaining({ code: 'ERR_CALIBRATION' }));

describe('a camera model', () => {
  test('is read as FileStorage and as a script of numpy writes it', () => {
    const { fx, fy, cx, cy, k1, k2, p1, p2, k3, width, height, rms } = CAMERA;
    expect([fx, fy, cx, cy]).toEqual([800, 805, 321, 242]);
    expect([k1, k2, p1, p2, k3]).toEqual([-0.28, 0.09, 0.001, -0.0008, -0.01]);
    expect([width, height, rms]).toEqual([640, 480, 0.21]);
    const rows = { mtx: [[800, 0, 321], [0, 805, 242], [0, 0, 1]], dist: [[-0.28, 0.09, 0.001, -0.0008, -0.01]] }; // prettier-ignore
    expect(readCamera(JSON.stringify(rows))).toMatchObject({ fx: 800, k3: -0.01 });
  });

  test.each([
    ['no JSON', '{'],
    ['no matrix', '{}'],
    ['too few numbers', '{"camera_matrix": [1, 2, 3]}'],
    ['a text among them', '{"camera_matrix": [1, 0, 0, 0, "1", 0, 0, 0, 1]}'],
    ['a rational model', '{"K": [1, 0, 0, 0, 1, 0, 0, 0, 1], "D": [0, 0, 0, 0, 0, 0.1]}'],
  ])('is refused: %s', (_, json) => refused(() => readCamera(json)));

  test('distorts as OpenCV documents it, and back', () => {
    // x = 0.25, y = −0.2 by hand: r² = 0.1025, radial 0.97223482…, then the tangential parts.
    const [x, y] = [0.25, -0.2];
    const r2 = x * x + y * y;
    const radial = 1 - 0.28 * r2 + 0.09 * r2 ** 2 - 0.01 * r2 ** 3;
    const bent = [
      x * radial + 2 * 0.001 * x * y - 0.0008 * (r2 + 2 * x * x),
      y * radial + 0.001 * (r2 + 2 * y * y) - 2 * 0.0008 * x * y,
    ];
    const [u, v] = distort(CAMERA, [321 + 800 * x, 242 + 805 * y]);
    expect(u).toBeCloseTo(321 + 800 * bent[0]!, 9);
    expect(v).toBeCloseTo(242 + 805 * bent[1]!, 9);
    for (const point of [[3, 5], [635, 470], [320, 11]] as Point[]) {
      const [a, b] = distort(CAMERA, undistort(CAMERA, point));
      expect(Math.hypot(a - point[0], b - point[1])).toBeLessThan(1e-6);
    }
  }); // prettier-ignore
});

/** From mm on a plane that leans by `degrees` to pixels of a camera without distortion. */
function leaning(degrees: number): Matrix3 {
  const t = (degrees * Math.PI) / 180;
  const turn = 0.7;
  const lean: Matrix3 = [1, 0, 0, 0, Math.cos(t), 0, 0, Math.sin(t), 80];
  const spin: Matrix3 = [Math.cos(turn), -Math.sin(turn), 0, Math.sin(turn), Math.cos(turn), 0, 0, 0, 1];
  return multiply3([800, 0, 321, 0, 805, 242, 0, 0, 1], multiply3(spin, lean));
}

const GRID: Point[] = [-20, -7, 7, 20].flatMap((x) => [-15, 0, 15].map((y): Point => [x, y]));
const seen = (h: Matrix3, noise: () => number = () => 0, camera: CameraModel | null = CAMERA) =>
  GRID.map((mm) => {
    const straight = applyHomography(h, mm);
    const [x, y] = camera ? distort(camera, straight) : straight;
    return { px: [x + noise(), y + noise()] as Point, mm };
  });

describe('a calibration', () => {
  test('frees points of distortion before the plane', () => {
    const h = leaning(25);
    const plane = planeOf({ id: 'c', points: seen(h), camera: CAMERA }, { width: 640, height: 480 });
    expect(plane.residual).toBeLessThan(1e-6);
    const [u, v] = plane.toMm(distort(CAMERA, applyHomography(h, [11, -9])));
    expect(Math.hypot(u - 11, v + 9)).toBeLessThan(1e-6);
    expect(planeOf({ id: 'c', points: seen(h) }).residual).toBeGreaterThan(0.05);
    refused(() => planeOf({ id: 'c', points: seen(h), camera: CAMERA }, { width: 320, height: 240 }));
  });

  test.each([8, 20, 45])('knows that the camera leans by %d°', (degrees) => {
    const { tilt } = planeOf({ id: 'c', points: seen(leaning(degrees)), camera: CAMERA });
    expect(tilt).toBeCloseTo(degrees, 4);
  });

  test('states of a length what it scatters by when the points do', () => {
    const h = leaning(20);
    let state = 1;
    const uniform = () => (state = (state * 48271) % 2147483647) / 2147483647;
    const noise = () => 0.3 * Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
    const [a, b] = ([[-9, 4], [6, -3]] as Point[]).map((mm) => applyHomography(h, mm)) as [Point, Point]; // prettier-ignore
    const lengthBy = (toMm: (point: Point) => Point) => Math.hypot(toMm(a)[0] - toMm(b)[0], toMm(a)[1] - toMm(b)[1]);
    const [lengths, stated] = [[] as number[], [] as number[]];
    for (let trial = 0; trial < 400; trial++) {
      const plane = planeOf({ id: 'c', points: seen(h, noise, null), pointUncertainty: 0.3 });
      lengths.push(lengthBy(plane.toMm));
      stated.push(Math.hypot(...plane.variants.map((toMm) => lengthBy(toMm) - lengthBy(plane.toMm))));
    }
    const truth = Math.hypot(15, 7);
    const scatter = Math.sqrt(lengths.reduce((sum, length) => sum + (length - truth) ** 2, 0) / lengths.length);
    const mean = stated.reduce((sum, u) => sum + u, 0) / stated.length;
    expect(mean / scatter).toBeGreaterThan(0.9);
    expect(mean / scatter).toBeLessThan(1.1);
  });

  test('says what speaks against it', () => {
    const now = new Date('2026-11-26T00:00:00Z');
    const concerns = (more: object) => stateOf({ id: 'c', points: seen(leaning(35)), ...more }, now).concerns;
    const limits = { maxAgeDays: 30, maxTilt: 30 };
    expect(concerns({ at: '2026-11-01T00:00:00Z' })).toEqual([]);
    expect(concerns({ at: '2026-10-01T00:00:00Z', ...limits })).toEqual(['calibration-old', 'calibration-tilted']);
    expect(concerns({ maxAgeDays: 30 })).toEqual(['calibration-undated']);
    expect(stateOf({ id: 'c', mmPerPixel: 0.1 }, now).concerns).toEqual(['calibration-unstated']);
    expect(stateOf({ id: 'c', mmPerPixel: 0.1, scaleUncertainty: 0.001 }, now).concerns).toEqual([]);
  });
});
