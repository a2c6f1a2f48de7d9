import { dilate, erode } from './morphology';
import { piecesOf } from './components';
import { cropLabel, padded, type Crop } from './crop';
import { cv, scope, toMat, type Mask, type Mat } from './opencv';

/** A bore of the design: at least this radius, as a fraction of the picture's shorter side … */
const BORE_RADIUS = 0.055;
/** … and round to this relative deviation of its radius. */
const BORE_ROUNDNESS = 0.02;
/** What the grid of pixels adds to that, px. */
const PIXEL = 0.25;
/** Reach of chamfer and lip around a bore, as a fraction of the shorter side. */
const BORE_RIM = 0.055;
/** A joint or band crosses the view, is at least this wide and nowhere bent by more than its own width. */
const BAND_WIDTH = 0.014;

/**
 * Takes away what belongs to the part by its form alone: exactly round bores with what lies on their rims, and straight
 * bands of even width that run from border to border.
 */
export function withoutStructure(mask: Mask): Mask {
  const { labels, boxes } = piecesOf(mask);
  const { width, height } = mask;
  const side = Math.min(width, height);
  const kept = mask.values.slice();
  boxes.forEach((box, label) => {
    if (label === 0 || Math.max(box[2], box[3]) < BORE_RADIUS * side) return;
    const piece = cropLabel(labels, width, height, box, label, 0);
    const bore = boreOf(piece);
    if (bore && bore.radius > BORE_RADIUS * side) clearDisc(kept, width, height, bore);
    const band = !bore && bandOf(piece, width, height);
    if (band) clearStripe(kept, labels, label, width, band);
  });
  return { ...mask, values: kept };
}

interface Bore {
  x: number;
  y: number;
  radius: number;
}

function boreOf(piece: Crop): Bore | undefined {
  const elongation = Math.max(piece.width, piece.height) / Math.min(piece.width, piece.height);
  if (elongation > 1 + 3 * BORE_ROUNDNESS) return undefined;
  return scope((keep) => {
    const outlines = keep(new cv.MatVector());
    const mat = keep(toMat(padded(piece, 1)));
    cv.findContours(mat, outlines, keep(new cv.Mat()), cv.RETR_EXTERNAL, cv.CHAIN_APPROX_NONE);
    const { data32S } = keep(outlines.get(0) as Mat);
    const [cx, cy] = [(piece.width + 1) / 2, (piece.height + 1) / 2];
    const radii = Array.from({ length: data32S.length / 2 }, (_, i) =>
      Math.hypot(data32S[2 * i]! - cx, data32S[2 * i + 1]! - cy),
    );
    const radius = radii.reduce((sum, r) => sum + r, 0) / radii.length;
    const spread = Math.sqrt(radii.reduce((sum, r) => sum + (r - radius) ** 2, 0) / radii.length);
    if (spread > BORE_ROUNDNESS * radius + PIXEL) return undefined;
    return { x: piece.left + cx - 1, y: piece.top + cy - 1, radius };
  });
}

function clearDisc(values: Uint8Array, width: number, height: number, { x, y, radius }: Bore): void {
  const reach = radius + BORE_RIM * Math.min(width, height);
  for (let row = Math.max(0, Math.floor(y - reach)); row < Math.min(height, y + reach + 1); row++) {
    for (let column = Math.max(0, Math.floor(x - reach)); column < Math.min(width, x + reach + 1); column++) {
      if (Math.hypot(column - x, row - y) <= reach) values[row * width + column] = 0;
    }
  }
}

/** A stripe: the pixels whose distance from the line through (x, y) along (cos, sin) is at most `half`. */
interface Band {
  x: number;
  y: number;
  cos: number;
  sin: number;
  half: number;
}

/** The straight stripe that a piece forms across the picture, judged by its principal axes. */
function bandOf(piece: Crop, width: number, height: number): Band | undefined {
  const touches = [
    piece.left === 0,
    piece.top === 0,
    piece.left + piece.width === width,
    piece.top + piece.height === height,
  ].filter(Boolean).length;
  const side = Math.min(width, height);
  if (touches < 2 || Math.hypot(piece.width, piece.height) < 0.9 * side) return undefined;
  const { x, y, long, short, angle } = principalAxes(piece);
  const area = piece.values.reduce((sum, set) => sum + set, 0);
  // A filled rectangle a × b has spreads a/√12 and b/√12, and the area a·b.
  const straight = area > 0.75 * 12 * long * short;
  const wide = Math.sqrt(12) * short;
  if (!straight || wide < BAND_WIDTH * side || long < 2 * short) return undefined;
  return { x: x + piece.left, y: y + piece.top, cos: Math.cos(angle), sin: Math.sin(angle), half: 0.6 * wide };
}

function clearStripe(values: Uint8Array, labels: Int32Array, label: number, width: number, band: Band): void {
  labels.forEach((other, at) => {
    if (other !== label) return;
    const [x, y] = [(at % width) - band.x, Math.floor(at / width) - band.y];
    if (Math.abs(y * band.cos - x * band.sin) <= band.half) values[at] = 0;
  });
}

/** Centre, standard deviations along and across the main direction (px), and that direction (radians). */
function principalAxes({ values, width }: Mask) {
  let [n, sx, sy, sxx, syy, sxy] = [0, 0, 0, 0, 0, 0];
  values.forEach((set, at) => {
    if (!set) return;
    const [x, y] = [at % width, Math.floor(at / width)];
    [n, sx, sy, sxx, syy, sxy] = [n + 1, sx + x, sy + y, sxx + x * x, syy + y * y, sxy + x * y];
  });
  const [x, y] = [sx / n, sy / n];
  const [xx, yy, xy] = [sxx / n - x * x, syy / n - y * y, sxy / n - x * y];
  const [mean, apart] = [(xx + yy) / 2, Math.hypot((xx - yy) / 2, xy)];
  return {
    x,
    y,
    long: Math.sqrt(mean + apart),
    short: Math.sqrt(Math.max(0, mean - apart)),
    angle: Math.atan2(2 * xy, xx - yy) / 2,
  };
}

/** The mask with everything its outlines surround. */
export function filled(mask: Mask): Mask {
  return scope((keep) => {
    const outlines = keep(new cv.MatVector());
    const mat: Mat = keep(toMat(mask));
    cv.findContours(mat, outlines, keep(new cv.Mat()), cv.RETR_EXTERNAL, cv.CHAIN_APPROX_NONE);
    cv.drawContours(mat, outlines, -1, new cv.Scalar(1), cv.FILLED);
    return { ...mask, values: mat.data.slice() };
  });
}

/** The convex hull of a mask that is not empty. */
export function hullOf<M extends Mask>(mask: M): M {
  return scope((keep) => {
    const outlines = keep(new cv.MatVector());
    const mat: Mat = keep(toMat(mask));
    cv.findContours(mat, outlines, keep(new cv.Mat()), cv.RETR_EXTERNAL, cv.CHAIN_APPROX_NONE);
    const points = Array.from({ length: outlines.size() as number }, (_, index) => [
      ...keep(outlines.get(index) as Mat).data32S,
    ]).flat();
    const all: Mat = keep(new cv.Mat(points.length / 2, 1, cv.CV_32SC2));
    all.data32S.set(points);
    const hulls = keep(new cv.MatVector());
    const hull: Mat = keep(new cv.Mat());
    cv.convexHull(all, hull);
    hulls.push_back(hull);
    cv.drawContours(mat, hulls, 0, new cv.Scalar(1), cv.FILLED);
    return { ...mask, values: mat.data.slice() };
  });
}

/** Pixels on either side of an outline that are compared, px. */
const FLANK = 6;
/** A step across an outline below this part of the contrast has no edge: light, shadow, glare. */
const SOFT = 0.25;

/**
 * Whether a region fades into its surroundings everywhere, as a reflection does: the grey levels just inside and just
 * outside its outline then hardly differ.
 *
 * @param height differences to the background, of one sign inside the region
 */
export function isSoft(region: Mask, height: Float32Array, peak: number): boolean {
  const [inner, outer] = [erode(region, FLANK), dilate(region, FLANK)];
  let [insideSum, insideCount, outsideSum, outsideCount] = [0, 0, 0, 0];
  region.values.forEach((set, at) => {
    if (set && !inner.values[at]) [insideSum, insideCount] = [insideSum + height[at]!, insideCount + 1];
    if (!set && outer.values[at]) [outsideSum, outsideCount] = [outsideSum + height[at]!, outsideCount + 1];
  });
  if (!insideCount || !outsideCount || !inner.values.includes(1)) return false;
  return insideSum / insideCount - outsideSum / outsideCount < SOFT * peak;
}
