import { close } from './filters';
import type { Channel, Mask } from './opencv';

/** A mask cut out of a larger one; `left`, `top`: where. */
export interface Crop extends Mask {
  left: number;
  top: number;
}

/** The pixels of one label within its box and `margin` pixels around it, as far as the picture goes. */
export function cropLabel(
  labels: Int32Array,
  width: number,
  height: number,
  [x, y, boxWidth, boxHeight]: readonly [number, number, number, number],
  label: number,
  margin: number,
): Crop {
  const [left, top] = [Math.max(0, x - margin), Math.max(0, y - margin)];
  const cropWidth = Math.min(width, x + boxWidth + margin) - left;
  const cropHeight = Math.min(height, y + boxHeight + margin) - top;
  const values = new Uint8Array(cropWidth * cropHeight);
  for (let at = 0; at < values.length; at++) {
    const from = (top + Math.floor(at / cropWidth)) * width + left + (at % cropWidth);
    values[at] = labels[from] === label ? 1 : 0;
  }
  return { values, width: cropWidth, height: cropHeight, left, top };
}

/** The values under a crop. */
export function cropChannel(channel: Channel, { left, top, width, height }: Crop): Channel {
  const values = new Float32Array(width * height);
  for (let at = 0; at < values.length; at++) {
    values[at] = channel.values[(top + Math.floor(at / width)) * channel.width + left + (at % width)]!;
  }
  return { values, width, height };
}

/** A mask with `margin` unset pixels around it. */
export function padded({ values, width, height }: Mask, margin: number): Mask {
  const wide = width + 2 * margin;
  const grown = new Uint8Array(wide * (height + 2 * margin));
  for (let y = 0; y < height; y++) grown.set(values.subarray(y * width, (y + 1) * width), (y + margin) * wide + margin);
  return { values: grown, width: wide, height: height + 2 * margin };
}

/** Closing of a region cut out alone, which may touch the crop's border: there it would otherwise grow. */
export function closeAlone<M extends Mask>(mask: M, radius: number): M {
  const margin = Math.ceil(radius) + 1;
  const closed = close(padded(mask, margin), radius);
  const values = new Uint8Array(mask.values.length);
  for (let y = 0; y < mask.height; y++) {
    const from = (y + margin) * closed.width + margin;
    values.set(closed.values.subarray(from, from + mask.width), y * mask.width);
  }
  return { ...mask, values };
}
