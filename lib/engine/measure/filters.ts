import { cv, maskWhere, through, type Channel, type Grey, type Mask } from './opencv';

/** Gaussian smoothing, `sigma` in pixels. */
export const gaussian = (channel: Channel, sigma: number): Channel =>
  through(channel, (from, to) => cv.GaussianBlur(from, to, new cv.Size(0, 0), sigma, sigma, cv.BORDER_REFLECT));

/** Median over a square of `side` pixels (odd). */
export const median = (grey: Grey, side: number): Grey => through(grey, (from, to) => cv.medianBlur(from, to, side));

/** Resamples by area when it gets smaller, bilinearly when larger. */
export function resize<C extends Channel<Uint8Array | Float32Array>>(channel: C, width: number, height: number): C {
  const kernel = width < channel.width ? cv.INTER_AREA : cv.INTER_LINEAR;
  return through(channel, (from, to) => cv.resize(from, to, new cv.Size(width, height), 0, 0, kernel));
}

/** Correlates with a square kernel of `side × side` weights. */
export const correlate = (channel: Channel, kernel: Float32Array, side: number): Channel =>
  through(channel, (from, to, keep) => {
    const weights = keep(new cv.Mat(side, side, cv.CV_32FC1));
    weights.data32F.set(kernel);
    cv.filter2D(from, to, cv.CV_32F, weights, new cv.Point(-1, -1), 0, cv.BORDER_REFLECT);
  });

/** From this radius on, px, distances are quicker than a disc that is laid on every pixel. */
const WIDE = 6;

function morph(mask: Mask, operation: number, radius: number): Mask {
  return through(mask, (from, to, keep) => {
    const side = 2 * Math.ceil(radius) + 1;
    const disc = keep(cv.getStructuringElement(cv.MORPH_ELLIPSE, new cv.Size(side, side)));
    cv.morphologyEx(from, to, operation, disc);
  });
}

/** Distance of every pixel to the nearest one that is not set, px. */
function distances(mask: Mask): Channel {
  const values = new Float32Array(mask.values.length);
  through(mask, (from, to) => {
    cv.distanceTransform(from, to, cv.DIST_L2, 5);
    values.set(to.data32F);
  });
  return { ...mask, values };
}

const grownWide = (mask: Mask, radius: number) =>
  maskWhere(distances(maskWhere(mask, (set) => set === 0)), (distance) => distance <= radius);
const shrunkWide = (mask: Mask, radius: number) => maskWhere(distances(mask), (distance) => distance > radius);

/** Morphological operations with a disc; `radius` in pixels, 0 for none. */
export function dilate(mask: Mask, radius: number): Mask {
  if (radius > WIDE) return grownWide(mask, radius);
  return radius > 0 ? morph(mask, cv.MORPH_DILATE, radius) : mask;
}

export function erode(mask: Mask, radius: number): Mask {
  if (radius > WIDE) return shrunkWide(mask, radius);
  return radius > 0 ? morph(mask, cv.MORPH_ERODE, radius) : mask;
}

export function close(mask: Mask, radius: number): Mask {
  if (radius > WIDE) return shrunkWide(grownWide(mask, radius), radius);
  return radius > 0 ? morph(mask, cv.MORPH_CLOSE, radius) : mask;
}
