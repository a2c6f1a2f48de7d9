import { toGrey, type Pixels } from '../picture/pixels';
import type { Grey } from './opencv';

/** What is measured on: the luma and, of a coloured picture, two channels of colour. */
export interface Channels {
  grey: Grey;
  /** Red and blue against the luma; empty when the picture is grey. */
  colour: Grey[];
}

/** Chroma at which a channel changes by this many levels: brightness alone does not move it. */
const GAIN = 100;
/** Added to the luma, so that the noise of dark pixels does not become colour. */
const DARK = 20;
/** A picture whose chroma stays within this many levels is grey. */
const GREY_RANGE = 4;

/**
 * Luma and relative chroma, (R − Y) / Y and (B − Y) / Y about a middle of 128: shading and relief do not change these,
 * rust, stains and foreign matter do.
 */
export function channelsOf(pixels: Pixels): Channels {
  const { width, height, data } = pixels;
  const luma = toGrey(pixels);
  const colour = [0, 2].flatMap((channel) => {
    const values = new Uint8ClampedArray(luma.length);
    let [least, most] = [255, 0];
    for (let at = 0; at < luma.length; at++) {
      const value = 128 + (GAIN * (data[3 * at + channel]! - luma[at]!)) / (luma[at]! + DARK);
      values[at] = value;
      if (value < least) least = value;
      if (value > most) most = value;
    }
    return most - least < GREY_RANGE ? [] : [{ values: new Uint8Array(values.buffer), width, height }];
  });
  return { grey: { values: luma, width, height }, colour };
}
