import { align } from './align';
import { asFloat } from './background';
import { gaussian, resize } from './filters';
import { cv, scope, toMat, type Grey, type Mat } from './opencv';

/** Correlation coefficient below which the two pictures do not show the same scene. */
const SURE = 0.6;
/** Longest side of the pictures that are compared to find the move, px. */
const COARSE_SIDE = 320;
/** Standard deviation they are smoothed with, so that slopes reach farther, px. */
const SMOOTHING = 1.5;

export interface Registered {
  /** The reference as it would look in the picture, of the picture's size; the picture itself where it shows nothing. */
  picture: Grey;
  sure: boolean;
}

/**
 * Lays a reference picture over another one of the same scene: the affine move with the highest correlation, from
 * which the parts that the two do not share cannot pull it away far.
 */
export function registerTo(reference: Grey, picture: Grey): Registered {
  const sized =
    reference.width === picture.width && reference.height === picture.height
      ? reference
      : resize(reference, picture.width, picture.height);
  const factor = Math.min(1, COARSE_SIDE / Math.max(picture.width, picture.height));
  const coarse = (grey: Grey) =>
    gaussian(asFloat(resize(grey, Math.round(grey.width * factor), Math.round(grey.height * factor))), SMOOTHING);
  const found = align(coarse(picture), coarse(sized));
  if (!found || found.correlation < SURE) return { picture: sized, sure: false };
  const [a, b, c, d, e, f] = found.move;
  return scope((keep) => {
    const warp: Mat = keep(new cv.Mat(2, 3, cv.CV_32FC1));
    warp.data32F.set([a, b, c / factor, d, e, f / factor]);
    const from = keep(toMat(sized));
    const to = keep(toMat(picture));
    const flags = cv.INTER_LINEAR + cv.WARP_INVERSE_MAP;
    cv.warpAffine(from, to, warp, new cv.Size(picture.width, picture.height), flags, cv.BORDER_TRANSPARENT);
    return { picture: { ...picture, values: to.data.slice() }, sure: true };
  });
}
