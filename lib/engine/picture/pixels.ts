/** Pixels as the engine works on them. */
export interface Pixels {
  /** 8-bit RGB, interleaved, row-major, upright: `width × height × 3` bytes. */
  data: Uint8Array;
  width: number;
  height: number;
}

/** Drops alpha and repeats the one channel of mono samples; RGB is returned as it is. */
export function asRgb(samples: Uint8Array, pixels: number): Uint8Array {
  const channels = samples.length / pixels;
  if (channels === 3) return samples;
  const colour = channels > 3;
  const rgb = new Uint8Array(pixels * 3);
  for (let from = 0, to = 0; to < rgb.length; from += channels, to += 3) {
    rgb[to] = samples[from]!;
    rgb[to + 1] = samples[colour ? from + 1 : from]!;
    rgb[to + 2] = samples[colour ? from + 2 : from]!;
  }
  return rgb;
}

/** Luma of every pixel, 0..255 (ITU-R BT.601 weights). */
export function toGrey({ data, width, height }: Pixels): Uint8Array {
  const grey = new Uint8Array(width * height);
  for (let to = 0, from = 0; to < grey.length; to++, from += 3) {
    grey[to] = (data[from]! * 19595 + data[from + 1]! * 38470 + data[from + 2]! * 7471 + 32768) >> 16;
  }
  return grey;
}
