import type { Calibration } from '../inference/jobs';
import { InspectionError } from '../inspection/errors';
import type { Point } from '../inspection/record';
import { undistort } from './camera';
import { applyHomography, jacobian } from './homography';
import type { Matrix3 } from './linear-algebra';
import { fitPlane } from './plane-fit';

export type ToMm = (point: Point) => Point;

/** From pixels of the picture to millimetres on the part. */
export interface Plane {
  toMm: ToMm;
  /** mm per px at `at` for a short line in `direction` (radians from the x axis towards y, which points down). */
  scaleAlong(at: Point, direction: number): number;
  /** mm² per px² at `at`. */
  areaScale(at: Point): number;
  /** Root mean square distance of the calibration points from where the mapping puts them, mm; 0 when it fits exactly. */
  residual: number;
  /**
   * The mapping, each time off by one standard uncertainty in one of the ways that do not depend on each other. The sum
   * of the squared changes of a value is its variance by the calibration (GUM, 5.1.2).
   */
  variants: ToMm[];
  /** Standard uncertainty of where the lens model puts a point, px; 0 without one. */
  lens: number;
  /** Angle between the line of sight and the plane's normal, degrees; undefined for a uniform scale, which knows none. */
  tilt?: number;
}

/** Standard uncertainty of a point that nobody stated, px: pointed at by hand. */
const POINT_PX = 0.5;
/** Step for derivatives of the mapping, px. */
const STEP = 0.01;

const refuse = (reason: string) => new InspectionError('ERR_CALIBRATION', { reason });

/**
 * Checks that a calibration can be used.
 *
 * @throws InspectionError ERR_CALIBRATION: neither scale nor points, a scale that is not above 0, fewer than four pairs,
 *   numbers missing, or points that do not fix a plane
 */
export function checkCalibration(calibration: Calibration): Plane {
  return planeOf(calibration);
}

/**
 * The mapping that a calibration stands for: the camera's distortion taken off, if its model is known, and a uniform
 * scale or, with points, the homography of least squares over all pairs.
 *
 * @param size of the picture to measure; one that differs from the size the points were taken at is refused
 * @throws InspectionError ERR_CALIBRATION as {@link checkCalibration}, or when the sizes differ
 */
export function planeOf(calibration: Calibration, size?: { width: number; height: number }): Plane {
  refuseOtherSize(calibration, size, 'it');
  const { camera } = calibration;
  if (camera) refuseOtherSize(camera, size ?? bothOf(calibration), 'the camera model');
  const straight = camera ? (point: Point) => undistort(camera, point) : (point: Point) => point;
  const flat = calibration.points ? projective(calibration, calibration.points, straight, size) : uniform(calibration);
  const through = (toMm: ToMm): ToMm => (camera ? (point) => toMm(straight(point)) : toMm);
  const toMm = through(flat.toMm);
  return {
    ...flat,
    toMm,
    variants: flat.variants.map(through),
    // The error is that of a point in two directions; a length is wrong in one of them.
    lens: (camera?.rms ?? 0) / Math.SQRT2,
    ...scalesOf(toMm),
  };
}

type Size = Partial<Record<'width' | 'height', number>>;

const bothOf = ({ width, height }: Size) => (width && height ? { width, height } : undefined);

function refuseOtherSize({ width, height }: Size, size: Size | undefined, what: string): void {
  if (size && width && height && (size.width !== width || size.height !== height)) {
    throw refuse(`${what} was made at ${width} × ${height} px, the picture has ${size.width} × ${size.height} px`);
  }
}

type Flat = Pick<Plane, 'toMm' | 'residual' | 'variants' | 'tilt'>;

function uniform({ mmPerPixel: scale, scaleUncertainty = 0 }: Calibration): Flat {
  if (scale === undefined || !Number.isFinite(scale) || scale <= 0) {
    throw refuse(`the scale ${scale ?? ''} mm per pixel is not a number above 0`);
  }
  if (!(scaleUncertainty >= 0 && scaleUncertainty < scale)) {
    throw refuse(`the uncertainty ${scaleUncertainty} of the scale is not between 0 and the scale`);
  }
  const by =
    (factor: number): ToMm =>
    ([x, y]) => [x * factor, y * factor];
  return { toMm: by(scale), variants: scaleUncertainty ? [by(scale + scaleUncertainty)] : [], residual: 0 };
}

function projective(
  calibration: Calibration,
  points: NonNullable<Calibration['points']>,
  straight: (point: Point) => Point,
  size?: { width: number; height: number },
): Flat {
  if (points.length < 4) throw refuse(`${points.length} point pairs, at least 4 are needed`);
  const numbers = points.flatMap(({ px, mm }) => [px?.[0], px?.[1], mm?.[0], mm?.[1]]);
  if (!numbers.every((number) => Number.isFinite(number))) throw refuse('a point pair lacks a number');
  const pairs = points.map(({ px, mm }) => ({ px: straight(px), mm }));
  const { pointUncertainty = POINT_PX } = calibration;
  if (!(pointUncertainty >= 0)) throw refuse(`the uncertainty ${pointUncertainty} px of a point is below 0`);
  const fit = fitPlane(pairs, pointUncertainty);
  const pixels = pairs.map(({ px }) => px);
  if (!fit || !sameSide(fit.h, pixels))
    throw refuse('the points do not fix a plane; three lie on one line, or two are swapped');
  const middle = centreOf(calibration, size) ?? meanOf(pixels);
  return {
    toMm: (point) => applyHomography(fit.h, point),
    variants: fit.variants.map((h) => (point: Point) => applyHomography(h, point)),
    residual: fit.residual * Math.sqrt(2 * areaUnder(fit.h, meanOf(pixels))),
    tilt: tiltOf(fit.h, middle, calibration.camera),
  };
}

/** A camera sees a plane from one side: all points must have the same sign of depth. */
function sameSide(h: Matrix3, pixels: readonly Point[]): boolean {
  const depths = pixels.map(([x, y]) => Math.sign(h[6] * x + h[7] * y + h[8]));
  return depths.every((sign) => sign !== 0 && sign === depths[0]);
}

function centreOf({ camera, ...calibration }: Calibration, size?: Size): Point | undefined {
  if (camera) return [camera.cx, camera.cy];
  const known = bothOf(calibration) ?? (size && bothOf(size));
  return known && [(known.width - 1) / 2, (known.height - 1) / 2];
}

const meanOf = (points: readonly Point[]): Point => [
  points.reduce((sum, [x]) => sum + x, 0) / points.length,
  points.reduce((sum, [, y]) => sum + y, 0) / points.length,
];

function areaUnder(h: Matrix3, at: Point): number {
  const [ux, uy, vx, vy] = jacobian(h, at);
  return Math.abs(ux * vy - uy * vx);
}

/**
 * At the principal point a small circle on the plane is seen as an ellipse whose axes have the ratio of the cosine of
 * the tilt, whatever the focal length. Pixels count as square, and the middle of the picture as principal point, unless
 * the camera is known.
 */
function tiltOf(h: Matrix3, at: Point, camera?: { fx: number; fy: number }): number {
  const [a, b, c, d] = jacobian(h, at);
  const aspect = camera ? camera.fy / camera.fx : 1;
  const [ux, uy, vx, vy] = [a, b * aspect, c, d * aspect];
  const [sum, product] = [ux * ux + uy * uy + vx * vx + vy * vy, Math.abs(ux * vy - uy * vx)];
  const apart = Math.sqrt(Math.max(0, sum * sum - 4 * product * product));
  return (Math.acos(Math.min(1, Math.sqrt((sum - apart) / (sum + apart)))) * 180) / Math.PI;
}

/** How a mapping stretches, by central differences. */
function scalesOf(toMm: ToMm): Pick<Plane, 'scaleAlong' | 'areaScale'> {
  const derivative = ([x, y]: Point, [dx, dy]: Point): Point => {
    const [ahead, behind] = [toMm([x + dx * STEP, y + dy * STEP]), toMm([x - dx * STEP, y - dy * STEP])];
    return [(ahead[0] - behind[0]) / (2 * STEP), (ahead[1] - behind[1]) / (2 * STEP)];
  };
  return {
    scaleAlong: (at, direction) => Math.hypot(...derivative(at, [Math.cos(direction), Math.sin(direction)])),
    areaScale(at) {
      const [[ux, vx], [uy, vy]] = [derivative(at, [1, 0]), derivative(at, [0, 1])];
      return Math.abs(ux * vy - uy * vx);
    },
  };
}
