import sharp from 'sharp';
import type { Box } from '../../inspection/record';
import type { Pixels } from './pixels';
import { isResampledExactly, resampleExactly, type Resampling } from './resample';

const asSharp = ({ data, width, height }: Pixels) => sharp(data, { raw: { width, height, channels: 3 } });

/** `box` rounded to whole pixels and cut to the picture, at least 1 × 1. */
export function clampBox([x, y, width, height]: Box, within: { width: number; height: number }): Box {
  const left = Math.min(Math.max(0, Math.round(x)), within.width - 1);
  const top = Math.min(Math.max(0, Math.round(y)), within.height - 1);
  const right = Math.min(Math.max(left + 1, Math.round(x + width)), within.width);
  const bottom = Math.min(Math.max(top + 1, Math.round(y + height)), within.height);
  return [left, top, right - left, bottom - top];
}

/**
 * Cuts `box` (pixels) out and resamples it.
 *
 * @returns 8-bit RGB, interleaved: `width × height × 3` bytes
 */
export async function toRgb(pixels: Pixels, box: Box, to: Resampling): Promise<Uint8Array> {
  const [left, top, boxWidth, boxHeight] = clampBox(box, pixels);
  const part = { width: boxWidth, height: boxHeight };
  if (to.width === boxWidth && to.height === boxHeight) return cut(pixels, left, top, part);
  if (isResampledExactly(part)) return resampleExactly({ data: cut(pixels, left, top, part), ...part }, to);
  return asSharp(pixels)
    .extract({ left, top, ...part })
    .resize(to.width, to.height, { fit: 'fill', kernel: to.kernel })
    .raw()
    .toBuffer();
}

function cut({ data, width }: Pixels, left: number, top: number, part: { width: number; height: number }): Uint8Array {
  if (part.width === width) return data.subarray(3 * width * top, 3 * width * (top + part.height));
  const rgb = new Uint8Array(3 * part.width * part.height);
  for (let row = 0; row < part.height; row++) {
    const from = 3 * ((top + row) * width + left);
    rgb.set(data.subarray(from, from + 3 * part.width), 3 * row * part.width);
  }
  return rgb;
}

/** A JPEG whose longest side is at most `longest` pixels; never enlarged. */
export async function thumbnail(pixels: Pixels, longest: number): Promise<Uint8Array> {
  return asSharp(pixels)
    .resize({ width: longest, height: longest, fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality: 82 })
    .toBuffer();
}
