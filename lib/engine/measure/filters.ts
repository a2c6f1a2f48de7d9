import { cv, through, type Channel, type Grey } from './opencv';

/** Gaussian smoothing, `sigma` in pixels. */
export const gaussian = <C extends Channel<Uint8Array | Float32Array>>(channel: C, sigma: number): C =>
  through(channel, (from, to) => cv.GaussianBlur(from, to, new cv.Size(0, 0), sigma, sigma, cv.BORDER_REFLECT));

/** Median over a square of `side` pixels (odd). */
export const median = (grey: Grey, side: number): Grey => through(grey, (from, to) => cv.medianBlur(from, to, side));

/** Resamples by area when it gets smaller, bilinearly when larger. */
export function resize<C extends Channel<Uint8Array | Float32Array>>(channel: C, width: number, height: number): C {
  const kernel = width < channel.width ? cv.INTER_AREA : cv.INTER_LINEAR;
  return through(channel, (from, to) => cv.resize(from, to, new cv.Size(width, height), 0, 0, kernel));
}
