import type { Channel, Grey, Mask } from './opencv';

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

/** The grey levels under a crop. */
export function cropChannel(grey: Grey, { left, top, width, height }: Crop): Channel {
  const values = new Float32Array(width * height);
  for (let at = 0; at < values.length; at++) {
    values[at] = grey.values[(top + Math.floor(at / width)) * grey.width + left + (at % width)]!;
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
