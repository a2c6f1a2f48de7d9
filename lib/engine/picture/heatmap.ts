import sharp from 'sharp';
import type { Box } from '../../inspection/record';
import type { Pixels } from './pixels';

const OPACITY = 0.65;

/**
 * The picture in grey, and over it in yellow to red where cells are high.
 *
 * @param cells row by row, `columns` in a row
 * @param within the region that the cells divide, in pixels of `pixels`
 * @param range values at which the colour begins, and at which it is full
 * @param longest side of the result in pixels; the picture is never enlarged
 * @returns a JPEG
 */
export async function heatmap(
  { data, width, height }: Pixels,
  { cells, columns, within }: { cells: Float32Array; columns: number; within: Box },
  { faint, full }: { faint: number; full: number },
  longest: number,
): Promise<Uint8Array> {
  const scale = Math.min(1, longest / Math.max(width, height));
  const size = (side: number) => Math.max(1, Math.round(side * scale));
  const strength = Buffer.from(
    cells.map((value) => 255 * Math.min(1, Math.max(0, (value - faint) / (full - faint || 1)))),
  );
  const [left, top] = [Math.round(within[0] * scale), Math.round(within[1] * scale)];
  const wide = Math.min(size(within[2]), size(width) - left);
  const tall = Math.min(size(within[3]), size(height) - top);
  const { data: smooth } = await sharp(strength, {
    raw: { width: columns, height: cells.length / columns, channels: 1 },
  })
    .resize(wide, tall, { fit: 'fill', kernel: 'cubic' })
    .extractChannel(0)
    .raw()
    .toBuffer({ resolveWithObject: true });
  const colour = Buffer.alloc(smooth.length * 4);
  smooth.forEach((value, index) => colour.set([255, 255 - value, 0, value * OPACITY], index * 4));
  const grey = await sharp(data, { raw: { width, height, channels: 3 } })
    .resize(size(width), size(height), { fit: 'fill' })
    .greyscale()
    .toColourspace('srgb')
    .png({ compressionLevel: 0 })
    .toBuffer();
  return sharp(grey)
    .composite([{ input: colour, raw: { width: wide, height: tall, channels: 4 }, left, top }])
    .jpeg({ quality: 85 })
    .toBuffer();
}
