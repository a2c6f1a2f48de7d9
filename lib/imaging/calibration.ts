import type { Calibration } from '../inference/jobs';
import type { Point } from '../inspection/record';
import { InspectionError } from '../inspection/errors';
import { applyHomography, fitHomography, jacobian } from './homography';
import type { Matrix3 } from './linear-algebra';

/** From pixels of the picture to millimetres on the part. */
export interface Plane {
  toMm(point: Point): Point;
  /** mm per px at `at` for a short line in `direction` (radians from the x axis towards y, which points down). */
  scaleAlong(at: Point, direction: number): number;
  /** mm² per px² at `at`. */
  areaScale(at: Point): number;
  /** Root mean square distance of the calibration points from where the mapping puts them, mm; 0 when it fits exactly. */
  residual: number;
}

const refuse = (reason: string) => new InspectionError('ERR_CALIBRATION', { reason });

/**
 * Checks that a calibration can be used.
 *
 * @throws InspectionError ERR_CALIBRATION: neither scale nor points, a scale that is not above 0, fewer than four pairs,
 *   numbers missing, or points that do not fix a plane
 */
export function checkCalibration(calibration: Calibration): void {
  planeOf(calibration);
}

/**
 * The mapping that a calibration stands for. With points, a homography by normalised DLT over all pairs.
 *
 * @param size of the picture to measure; one that differs from the size the points were taken at is refused
 * @throws InspectionError ERR_CALIBRATION as {@link checkCalibration}, or when the sizes differ
 */
export function planeOf(calibration: Calibration, size?: { width: number; height: number }): Plane {
  const { width, height } = calibration;
  if (size && width && height && (size.width !== width || size.height !== height)) {
    throw refuse(`it was made at ${width} × ${height} px, the picture has ${size.width} × ${size.height} px`);
  }
  if (calibration.points) return projective(calibration.points);
  const scale = calibration.mmPerPixel;
  if (scale === undefined || !Number.isFinite(scale) || scale <= 0) {
    throw refuse(`the scale ${scale ?? ''} mm per pixel is not a number above 0`);
  }
  return {
    toMm: ([x, y]) => [x * scale, y * scale],
    scaleAlong: () => scale,
    areaScale: () => scale * scale,
    residual: 0,
  };
}

function projective(points: NonNullable<Calibration['points']>): Plane {
  if (points.length < 4) throw refuse(`${points.length} point pairs, at least 4 are needed`);
  const numbers = points.flatMap(({ px, mm }) => [px?.[0], px?.[1], mm?.[0], mm?.[1]]);
  if (!numbers.every((number) => Number.isFinite(number))) throw refuse('a point pair lacks a number');
  const pixels = points.map(({ px }) => px);
  const h = fitHomography(
    pixels,
    points.map(({ mm }) => mm),
  );
  if (!h || !sameSide(h, pixels))
    throw refuse('the points do not fix a plane; three lie on one line, or two are swapped');
  return {
    toMm: (point) => applyHomography(h, point),
    scaleAlong(at, direction) {
      const [ux, uy, vx, vy] = jacobian(h, at);
      const [cos, sin] = [Math.cos(direction), Math.sin(direction)];
      return Math.hypot(ux * cos + uy * sin, vx * cos + vy * sin);
    },
    areaScale(at) {
      const [ux, uy, vx, vy] = jacobian(h, at);
      return Math.abs(ux * vy - uy * vx);
    },
    residual: residualOf(h, points),
  };
}

/** A camera sees a plane from one side: all points must have the same sign of depth. */
function sameSide(h: Matrix3, pixels: readonly Point[]): boolean {
  const depths = pixels.map(([x, y]) => Math.sign(h[6] * x + h[7] * y + h[8]));
  return depths.every((sign) => sign !== 0 && sign === depths[0]);
}

function residualOf(h: Matrix3, points: NonNullable<Calibration['points']>): number {
  const spare = 2 * points.length - 8;
  if (spare === 0) return 0;
  const squares = points.map(({ px, mm }) => {
    const [x, y] = applyHomography(h, px);
    return (x - mm[0]) ** 2 + (y - mm[1]) ** 2;
  });
  return Math.sqrt((2 * squares.reduce((sum, square) => sum + square, 0)) / spare);
}
