import { InspectionError } from '../inspection/errors';
import type { Point } from '../inspection/record';

/** A camera as OpenCV calibrates it: focal lengths and principal point (px), and five coefficients of distortion. */
export interface CameraModel {
  fx: number;
  fy: number;
  cx: number;
  cy: number;
  k1: number;
  k2: number;
  p1: number;
  p2: number;
  k3: number;
  /** Picture size the model belongs to, px. */
  width?: number;
  height?: number;
  /** Root mean square reprojection error of the calibration, px. */
  rms?: number;
}

const refuse = (reason: string) => new InspectionError('ERR_CALIBRATION', { reason });

/** Names under which OpenCV's samples, its Python users and ROS save the same thing. */
const NAMES = {
  matrix: ['camera_matrix', 'cameraMatrix', 'Camera_Matrix', 'mtx', 'K'],
  distortion: ['distortion_coefficients', 'Distortion_Coefficients', 'distCoeffs', 'dist_coeffs', 'dist', 'D'],
  width: ['image_width', 'image_Width', 'width'],
  height: ['image_height', 'image_Height', 'height'],
  rms: ['avg_reprojection_error', 'Avg_Reprojection_Error', 'rms', 'reprojection_error'],
};

/**
 * Reads a camera model from JSON as OpenCV's FileStorage or a script writes it: a 3 × 3 `camera_matrix` and up to five
 * `distortion_coefficients` k₁, k₂, p₁, p₂, k₃ (plain numbers, or an object with `data`).
 *
 * @throws InspectionError ERR_CALIBRATION when a number is missing, or further coefficients are not 0
 */
export function readCamera(json: string): CameraModel {
  let saved: Record<string, unknown>;
  try {
    saved = JSON.parse(json) as Record<string, unknown>;
  } catch (error) {
    throw refuse(`camera model: ${(error as Error).message}`);
  }
  if (typeof saved !== 'object' || saved === null) throw refuse('camera model: no camera_matrix');
  const find = (names: string[]) => names.map((name) => saved[name]).find((value) => value !== undefined);
  const matrix = numbersOf(find(NAMES.matrix), 'camera_matrix');
  const distortion = numbersOf(find(NAMES.distortion) ?? [], 'distortion_coefficients');
  if (matrix.length !== 9) throw refuse(`camera model: camera_matrix has ${matrix.length} numbers, 9 are needed`);
  const [k1 = 0, k2 = 0, p1 = 0, p2 = 0, k3 = 0, ...further] = distortion;
  if (further.some((value) => value !== 0)) throw refuse('camera model: more than k1, k2, p1, p2, k3');
  const [fx, , cx, , fy, cy] = matrix as [number, number, number, number, number, number];
  if (!(fx > 0 && fy > 0)) throw refuse('camera model: a focal length is not above 0');
  const optional = (name: 'width' | 'height' | 'rms') => {
    const value = Number(find(NAMES[name]));
    return value > 0 && Number.isFinite(value) ? { [name]: value } : {};
  };
  return {
    ...{ fx, fy, cx, cy, k1, k2, p1, p2, k3 },
    ...optional('width'),
    ...optional('height'),
    ...optional('rms'),
  };
}

function numbersOf(value: unknown, name: string): number[] {
  const data = Array.isArray(value) ? value : (value as { data?: unknown } | undefined)?.data;
  const flat = Array.isArray(data) ? (data as unknown[]).flat(2) : [NaN];
  if (!flat.every((each) => typeof each === 'number' && Number.isFinite(each))) {
    throw refuse(`camera model: ${name} is missing or holds something that is no number`);
  }
  return flat as number[];
}

/** Where a camera without distortion would have seen what this one sees at `point`, px. */
export function undistort(camera: CameraModel, [u, v]: Point): Point {
  const { fx, fy, cx, cy } = camera;
  const seen: Point = [(u - cx) / fx, (v - cy) / fy];
  let [x, y] = seen;
  for (let round = 0; round < 60; round++) {
    const [bentX, bentY] = bend(camera, [x, y]);
    const [stepX, stepY] = [seen[0] - bentX, seen[1] - bentY];
    [x, y] = [x + stepX, y + stepY];
    if (Math.hypot(stepX, stepY) < 1e-12) break;
  }
  return [cx + fx * x, cy + fy * y];
}

/** Where this camera sees what one without distortion sees at `point`, px. */
export function distort(camera: CameraModel, [u, v]: Point): Point {
  const { fx, fy, cx, cy } = camera;
  const [x, y] = bend(camera, [(u - cx) / fx, (v - cy) / fy]);
  return [cx + fx * x, cy + fy * y];
}

/** D. C. Brown, "Decentering distortion of lenses", 1966, with the signs of OpenCV's calib3d. */
function bend({ k1, k2, k3, p1, p2 }: CameraModel, [x, y]: Point): Point {
  const r2 = x * x + y * y;
  const radial = 1 + r2 * (k1 + r2 * (k2 + r2 * k3));
  return [x * radial + 2 * p1 * x * y + p2 * (r2 + 2 * x * x), y * radial + p1 * (r2 + 2 * y * y) + 2 * p2 * x * y];
}
