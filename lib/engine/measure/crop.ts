import { close } from './morphology';
import type { Channel, Mask } from './opencv';

type Size = Pick<Mask, 'width' | 'height'>;

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
export function cropChannel(channel: Channel<Uint8Array | Float32Array>, { left, top, width, height }: Crop): Channel {
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

/** A crop of a reduced picture as it lies in the whole one, of `width × height` pixels. */
export function enlarged(crop: Crop, reduced: Size, whole: Size): Crop {
  const [across, down] = [whole.width / reduced.width, whole.height / reduced.height];
  const [left, top] = [Math.round(crop.left * across), Math.round(crop.top * down)];
  const width = Math.round((crop.left + crop.width) * across) - left;
  const height = Math.round((crop.top + crop.height) * down) - top;
  const values = new Uint8Array(width * height);
  for (let y = 0, at = 0; y < height; y++) {
    const row = Math.min(crop.height - 1, Math.floor((y + 0.5) / down));
    for (let x = 0; x < width; x++, at++) {
      const column = Math.min(crop.width - 1, Math.floor((x + 0.5) / across));
      values[at] = crop.values[row * crop.width + column]!;
    }
  }
  return { values, width, height, left, top };
}
