import { gaussian, resize } from './filters';
import { asFloat } from './background';
import { cv, scope, toMat, type Grey, type Mat } from './opencv';

/** Correlation coefficient below which the two pictures do not show the same scene. */
const SURE = 0.6;
/** Longest side of the pictures that are compared to find the move, px. */
const COARSE_SIDE = 320;

export interface Registered {
  /** The reference as it would look in the picture, of the picture's size; the picture itself where it shows nothing. */
  picture: Grey;
  sure: boolean;
}

/**
 * Lays a reference picture over another one of the same scene: the affine move with the highest correlation, from
 * which the parts that the two do not share cannot pull it away far.
 *
 * Source: G. D. Evangelidis and E. Z. Psarakis, "Parametric image alignment using enhanced correlation coefficient
 * maximization", PAMI 30 (2008).
 */
export function registerTo(reference: Grey, picture: Grey): Registered {
  const sized =
    reference.width === picture.width && reference.height === picture.height
      ? reference
      : resize(reference, picture.width, picture.height);
  const factor = Math.min(1, COARSE_SIDE / Math.max(picture.width, picture.height));
  const coarse = (grey: Grey) =>
    gaussian(asFloat(resize(grey, Math.round(grey.width * factor), Math.round(grey.height * factor))), 1);
  return scope((keep) => {
    const [target, moving] = [keep(toMat(coarse(picture))), keep(toMat(coarse(sized)))];
    const warp: Mat = keep(new cv.Mat(2, 3, cv.CV_32FC1));
    warp.data32F.set([1, 0, 0, 0, 1, 0]);
    const correlation = align(target, moving, warp, keep(new cv.Mat()));
    if (correlation < SURE) return { picture: sized, sure: false };
    warp.data32F[2]! /= factor;
    warp.data32F[5]! /= factor;
    const from = keep(toMat(sized));
    const to = keep(toMat(picture));
    const flags = cv.INTER_LINEAR + cv.WARP_INVERSE_MAP;
    cv.warpAffine(from, to, warp, new cv.Size(picture.width, picture.height), flags, cv.BORDER_TRANSPARENT);
    return { picture: { ...picture, values: to.data.slice() }, sure: true };
  });
}

/** Refines `warp` in place; −1 when the pictures have too little in common for it to converge. */
function align(target: Mat, moving: Mat, warp: Mat, everywhere: Mat): number {
  const criteria = new cv.TermCriteria(cv.TermCriteria_COUNT + cv.TermCriteria_EPS, 60, 1e-5);
  try {
    return cv.findTransformECC(target, moving, warp, cv.MOTION_AFFINE, criteria, everywhere, 5);
  } catch {
    return -1;
  }
}
