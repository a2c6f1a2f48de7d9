import { distort, undistort, type CameraModel } from '../../lib/imaging/camera';
import { applyHomography } from '../../lib/imaging/homography';
import { inverse3, type Matrix3 } from '../../lib/imaging/linear-algebra';
import type { Calibration } from '../../lib/inference/jobs';
import type { Point } from '../../lib/inspection/record';
import { drawDefect, KINDS, type Defect, type Kind } from './defects';
import { Dice } from './dice';

export const SIZE = { width: 480, height: 384 };
/** Samples a side of a pixel. */
const FINE = 5;

export interface Conditions {
  kind: Kind;
  /** Standard deviation of the blur, px. */
  blur: number;
  blurShape: 'gaussian' | 'disc';
  /** Degrees. */
  tilt: number;
  /** Standard deviation of the noise, grey levels. */
  noise: number;
  /** Grey levels, below 0 for dark. */
  contrast: number;
  calibrated: 'scale' | 'points';
  lens: boolean;
}

export interface Rendering {
  conditions: Conditions;
  grey: Uint8Array;
  truth: Defect;
  calibration: Calibration;
}

/** One picture of one defect with known sizes, as a camera in a known place sees it, and a calibration with its errors. */
export function renderGauge(seed: number): Rendering {
  const dice = new Dice(seed);
  const kind = KINDS[seed % KINDS.length]!;
  const truth = drawDefect(kind, dice);
  const noise = dice.about(0.7, 6);
  const size = Math.max(dice.about(20, 95), 7 * noise);
  const contrast = kind === 'hole' || kind === 'crack' ? -size : dice.one([-1, 1]) * size;
  const calibrated = dice.next() < 0.3 ? 'scale' : 'points';
  const conditions: Conditions = {
    ...{ kind, noise, contrast, calibrated },
    blur: dice.between(0.4, 2.2),
    blurShape: dice.one(['gaussian', 'disc'] as const),
    tilt: calibrated === 'scale' ? 0 : dice.between(0, 35),
    lens: calibrated === 'points' && dice.next() < 0.4,
  };
  const camera = new View(dice, conditions);
  const grey = expose(truth, camera, conditions, dice);
  return { conditions, grey, truth, calibration: calibrate(camera, conditions, dice) };
}

/** A pinhole camera over the plane of the part: about 10 px a millimetre. */
class View {
  private readonly toPx: Matrix3;
  private readonly toMm: Matrix3;
  readonly scale: number;
  readonly lens?: CameraModel;
  private readonly turn: [number, number];
  private readonly place: Point;

  constructor(dice: Dice, { tilt, lens }: Conditions) {
    const focal = dice.between(700, 1400);
    this.scale = dice.between(8.5, 11.5);
    const [t, away] = [(tilt * Math.PI) / 180, focal / this.scale];
    const [cx, cy] = [(SIZE.width - 1) / 2, (SIZE.height - 1) / 2];
    // The plane leans about the picture's x axis, after a turn about the line of sight.
    const lean: Matrix3 = [1, 0, 0, 0, Math.cos(t), 0, 0, Math.sin(t), away];
    const about = dice.between(0, 2 * Math.PI);
    const spin: Matrix3 = [Math.cos(about), -Math.sin(about), 0, Math.sin(about), Math.cos(about), 0, 0, 0, 1];
    const shoot: Matrix3 = [focal, 0, cx, 0, focal, cy, 0, 0, 1];
    this.toPx = product(shoot, product(spin, lean));
    this.toMm = inverse3(this.toPx);
    const own = dice.between(0, 2 * Math.PI);
    this.turn = [Math.cos(own), Math.sin(own)];
    this.place = [dice.between(-5, 5), dice.between(-4, 4)];
    if (lens) {
      const [k1, k2] = [dice.between(-0.25, 0.15), dice.between(-0.05, 0.05)];
      this.lens = {
        ...{ fx: focal, fy: focal, cx, cy, k1, k2, p1: dice.normal() * 1e-3, p2: dice.normal() * 1e-3, k3: 0 },
        ...SIZE,
        rms: 0.15,
      };
    }
  }

  /** From the picture to the defect's own millimetres. */
  toDefect(px: Point): Point {
    const [x, y] = applyHomography(this.toMm, this.lens ? undistort(this.lens, px) : px);
    const [u, v] = [x - this.place[0], y - this.place[1]];
    return [u * this.turn[0] + v * this.turn[1], v * this.turn[0] - u * this.turn[1]];
  }

  fromPlane(mm: Point): Point {
    const px = applyHomography(this.toPx, mm);
    return this.lens ? distort(this.lens, px) : px;
  }

  fromDefect([u, v]: Point): Point {
    return this.fromPlane([
      u * this.turn[0] - v * this.turn[1] + this.place[0],
      u * this.turn[1] + v * this.turn[0] + this.place[1],
    ]);
  }
}

function product(a: Matrix3, b: Matrix3): Matrix3 {
  return Array.from({ length: 9 }, (_, at) => {
    const [row, column] = [Math.floor(at / 3), at % 3];
    return [0, 1, 2].reduce((sum, k) => sum + a[row * 3 + k]! * b[k * 3 + column]!, 0);
  }) as unknown as Matrix3;
}

function expose(truth: Defect, view: View, conditions: Conditions, dice: Dice): Uint8Array {
  const { width, height } = SIZE;
  const covered = blurred(coverOf(truth, view), conditions);
  const [level, slopeX, slopeY] = [dice.between(110, 150), dice.between(-12, 12), dice.between(-12, 12)];
  return Uint8Array.from({ length: width * height }, (_, at) => {
    const [x, y] = [(at % width) / width - 0.5, Math.floor(at / width) / height - 0.5];
    const light = level + slopeX * x + slopeY * y;
    const value = light + conditions.contrast * covered[at]! + conditions.noise * dice.normal();
    return Math.min(255, Math.max(0, Math.round(value)));
  });
}

/** Mean cover of every pixel. */
function coverOf(truth: Defect, view: View): Float64Array {
  const { width, height } = SIZE;
  const { reach } = truth;
  const rim = Array.from({ length: 16 }, (_, at) => (at * Math.PI) / 8).map((angle) =>
    view.fromDefect([reach * 1.1 * Math.cos(angle), reach * 1.1 * Math.sin(angle)]),
  );
  const [xs, ys] = [rim.map(([x]) => x), rim.map(([, y]) => y)];
  const covered = new Float64Array(width * height);
  for (let y = Math.max(0, Math.floor(Math.min(...ys))); y < Math.min(height, Math.max(...ys)); y++) {
    for (let x = Math.max(0, Math.floor(Math.min(...xs))); x < Math.min(width, Math.max(...xs)); x++) {
      let sum = 0;
      for (let part = 0; part < FINE * FINE; part++) {
        const [fx, fy] = [((part % FINE) + 0.5) / FINE - 0.5, (Math.floor(part / FINE) + 0.5) / FINE - 0.5];
        sum += truth.cover(view.toDefect([x + fx, y + fy]));
      }
      covered[y * width + x] = sum / FINE ** 2;
    }
  }
  return covered;
}

/** By a Gaussian, or by the disc of a defocused lens with the same standard deviation. */
function blurred(values: Float64Array, { blur, blurShape }: Conditions): Float64Array {
  const { width, height } = SIZE;
  const radius = blurShape === 'disc' ? 2 * blur : 4 * blur;
  const reach = Math.ceil(radius + 0.5);
  const kernel: [number, number, number][] = [];
  for (let dy = -reach; dy <= reach; dy++) {
    for (let dx = -reach; dx <= reach; dx++) {
      const weight =
        blurShape === 'disc' ? discShare(dx, dy, radius) : Math.exp(-(dx * dx + dy * dy) / (2 * blur * blur));
      if (weight > 1e-5) kernel.push([dx, dy, weight]);
    }
  }
  const total = kernel.reduce((sum, [, , weight]) => sum + weight, 0);
  const result = new Float64Array(values.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const value = values[y * width + x]!;
      if (!value) continue;
      for (const [dx, dy, weight] of kernel) {
        const [tx, ty] = [x + dx, y + dy];
        if (tx < 0 || ty < 0 || tx >= width || ty >= height) continue;
        result[ty * width + tx]! += (value * weight) / total;
      }
    }
  }
  return result;
}

function discShare(dx: number, dy: number, radius: number): number {
  let inside = 0;
  for (let part = 0; part < 64; part++) {
    const [x, y] = [dx + ((part % 8) + 0.5) / 8 - 0.5, dy + (Math.floor(part / 8) + 0.5) / 8 - 0.5];
    if (Math.hypot(x, y) <= radius) inside += 1;
  }
  return inside / 64;
}

/** What a person brings home: a scale that is off by its uncertainty, or points that each are. */
function calibrate(view: View, { calibrated, lens }: Conditions, dice: Dice): Calibration {
  if (calibrated === 'scale') {
    const [scale, part] = [1 / view.scale, dice.about(0.0005, 0.006)];
    return { id: 'gauge', mmPerPixel: scale * (1 + part * dice.normal()), scaleUncertainty: scale * part };
  }
  const off = dice.about(0.05, 0.5);
  const columns = dice.one([2, 3, 4, 5]);
  const pairs = Array.from({ length: columns * columns }, (_, at) => {
    const [i, j] = [at % columns, Math.floor(at / columns)];
    const mm: Point = [-13 + (26 * i) / (columns - 1), -10 + (20 * j) / (columns - 1)];
    const [x, y] = view.fromPlane(mm);
    return { px: [x + off * dice.normal(), y + off * dice.normal()] as Point, mm };
  });
  return { id: 'gauge', points: pairs, pointUncertainty: off, ...(lens && { camera: view.lens! }) };
}
