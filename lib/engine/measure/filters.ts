import { cv, through, type Channel, type Grey, type Mask } from './opencv';

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

function morph(mask: Mask, operation: number, radius: number): Mask {
  return through(mask, (from, to, keep) => {
    const side = 2 * Math.ceil(radius) + 1;
    const disc = keep(cv.getStructuringElement(cv.MORPH_ELLIPSE, new cv.Size(side, side)));
    cv.morphologyEx(from, to, operation, disc);
  });
}

/** Morphological operations with a disc; `radius` in pixels. */
export const dilate = (mask: Mask, radius: number): Mask => (radius > 0 ? morph(mask, cv.MORPH_DILATE, radius) : mask);
export const close = (mask: Mask, radius: number): Mask => (radius > 0 ? morph(mask, cv.MORPH_CLOSE, radius) : mask);
export const erode = (mask: Mask, radius: number): Mask => (radius > 0 ? morph(mask, cv.MORPH_ERODE, radius) : mask);
