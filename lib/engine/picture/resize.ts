import sharp from 'sharp';
import type { Box } from '../../inspection/record';
import type { Pixels } from './pixels';

const asSharp = ({ data, width, height }: Pixels) => sharp(data, { raw: { width, height, channels: 3 } });

/** `box` rounded to whole pixels and cut to the picture, at least 1 × 1. */
export function clampBox([x, y, width, height]: Box, within: { width: number; height: number }): Box {
  const left = Math.min(Math.max(0, Math.round(x)), within.width - 1);
  const top = Math.min(Math.max(0, Math.round(y)), within.height - 1);
  const right = Math.min(Math.max(left + 1, Math.round(x + width)), within.width);
  const bottom = Math.min(Math.max(top + 1, Math.round(y + height)), within.height);
  return [left, top, right - left, bottom - top];
}

/** To exactly this size, px; antialiased when it gets smaller. */
export interface Resampling {
  width: number;
  height: number;
  kernel: 'cubic' | 'linear';
}

/**
 * Cuts `box` (pixels) out and resamples it.
 *
 * @returns 8-bit RGB, interleaved: `width × height × 3` bytes
 */
export async function toRgb(pixels: Pixels, box: Box, { width, height, kernel }: Resampling): Promise<Uint8Array> {
  const [left, top, boxWidth, boxHeight] = clampBox(box, pixels);
  const isWhole = boxWidth === pixels.width && boxHeight === pixels.height;
  if (isWhole && width === boxWidth && height === boxHeight) return pixels.data;
  return asSharp(pixels)
    .extract({ left, top, width: boxWidth, height: boxHeight })
    .resize(width, height, { fit: 'fill', kernel })
    .raw()
    .toBuffer();
}

/** A JPEG whose longest side is at most `longest` pixels; never enlarged. */
export async function thumbnail(pixels: Pixels, longest: number): Promise<Uint8Array> {
  return asSharp(pixels)
    .resize({ width: longest, height: longest, fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality: 82 })
    .toBuffer();
}
