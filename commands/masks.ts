import sharp from 'sharp';

/** A mask as one byte a pixel: 0 or 1. */
export interface Mask {
  data: Uint8Array;
  width: number;
  height: number;
}

/** Decodes a mask picture (white = defect), brought to the given size when it differs. */
export async function readMask(source: string | Uint8Array, size?: { width: number; height: number }): Promise<Mask> {
  const pipeline = sharp(source).toColourspace('b-w').removeAlpha();
  if (size) pipeline.resize(size.width, size.height, { fit: 'fill', kernel: 'nearest' });
  const { data, info } = await pipeline.raw().toBuffer({ resolveWithObject: true });
  const ones = new Uint8Array(info.width * info.height);
  for (let i = 0; i < ones.length; i++) ones[i] = data[i * info.channels]! > 127 ? 1 : 0;
  return { data: ones, width: info.width, height: info.height };
}

/** Intersection over union of two masks of equal size, 0..1; null when both are empty. */
export function maskIou(a: Mask, b: Mask): number | null {
  let shared = 0;
  let union = 0;
  for (let i = 0; i < a.data.length; i++) {
    shared += a.data[i]! & b.data[i]!;
    union += a.data[i]! | b.data[i]!;
  }
  return union === 0 ? null : shared / union;
}

export function isInside({ data, width, height }: Mask, [x, y]: [number, number]): boolean {
  const column = Math.min(width - 1, Math.max(0, Math.round(x)));
  const row = Math.min(height - 1, Math.max(0, Math.round(y)));
  return data[row * width + column] === 1;
}
