import sharp from 'sharp';
import type { Mask } from './opencv';

/** The mask as a 1-channel PNG: 255 where something is. */
export function maskAsPng({ values, width, height }: Mask): Promise<Uint8Array> {
  const levels = Buffer.from(values.map((set) => (set ? 255 : 0)));
  return sharp(levels, { raw: { width, height, channels: 1 } })
    .toColourspace('b-w')
    .png()
    .toBuffer();
}
