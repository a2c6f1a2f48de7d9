import { toGrey, type Pixels } from '../picture/pixels';
import type { Channel, Grey } from './opencv';

/** What is measured on: the luma and, of a coloured picture, two channels of colour. */
export interface Channels {
  grey: Grey;
  /** Red and blue less the luma, halved, about a middle of 128; empty when the picture is grey. */
  colour: Grey[];
}

const MIDDLE = 128;
/** What a sensor's channel reads outside of these levels is cut off and tells nothing of the colour. */
const [DARKEST, BRIGHTEST] = [3, 240];
/** A picture whose colours stay within this many levels of each other is grey. */
const GREY_RANGE = 2;

export function channelsOf(pixels: Pixels): Channels {
  const { width, height, data } = pixels;
  const luma = toGrey(pixels);
  const colour = [0, 2].flatMap((channel) => {
    const values = new Uint8Array(luma.length);
    let [least, most] = [255, 0];
    for (let at = 0, from = channel; at < luma.length; at++, from += 3) {
      const value = MIDDLE + ((data[from]! - luma[at]!) >> 1);
      values[at] = value;
      if (value < least) least = value;
      if (value > most) most = value;
    }
    return most - least < GREY_RANGE ? [] : [{ values, width, height }];
  });
  return { grey: { values: luma, width, height }, colour };
}

/**
 * Colour beyond what the surroundings lead to expect. A surface keeps the ratio of its colour to its brightness, so
 * shading and relief change neither; rust, stains and foreign matter do.
 *
 * @param colour a channel of colour, and `level` what it is around each pixel
 * @param grey the luma, and `greyLevel` what it is around each pixel
 * @returns halved grey levels
 */
export function unexplained(
  colour: Channel<Uint8Array | Float32Array>,
  level: Channel,
  grey: Channel<Uint8Array | Float32Array>,
  greyLevel: Channel,
): Channel {
  const values = new Float32Array(level.values.length);
  for (let at = 0; at < values.length; at++) {
    const shade = colour.values[at]! - MIDDLE;
    const usual = level.values[at]! - MIDDLE;
    const luma = grey.values[at]!;
    const around = greyLevel.values[at]!;
    const sensed = luma + 2 * shade;
    if (sensed < DARKEST || sensed > BRIGHTEST || around + 2 * usual > BRIGHTEST) continue;
    values[at] = shade - (usual * (luma + 1)) / (around + 1);
  }
  return { ...level, values };
}
