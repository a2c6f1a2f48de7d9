import type { Channel } from './opencv';

/** Length of the lines, px: three doublings. */
const LENGTH = 8;

/**
 * Means along lines of eight pixels: they gather the faint grey of a long scratch. Pairs are added, then pairs of
 * pairs, so that a line costs three additions a pixel.
 *
 * @returns one channel for each of `directions` evenly spaced directions, overwritten by the next; beyond the border
 *   lie zeros
 */
export function* alongLines({ values, width, height }: Channel, directions: number): Generator<Channel> {
  const reach = LENGTH;
  const stride = width + 2 * reach;
  const roomy = new Float32Array(stride * (height + 2 * reach));
  for (let y = 0; y < height; y++) {
    roomy.set(values.subarray(y * width, (y + 1) * width), (y + reach) * stride + reach);
  }
  const [one, other] = [new Float32Array(roomy.length), new Float32Array(roomy.length)];
  const means = new Float32Array(values.length);
  for (let index = 0; index < directions; index++) {
    const angle = (index * Math.PI) / directions;
    const offsetOf = (steps: number) =>
      Math.round(steps * Math.cos(angle)) + stride * Math.round(steps * Math.sin(angle));
    addShifted(roomy, offsetOf(1), one);
    addShifted(one, offsetOf(2), other);
    addShifted(other, offsetOf(4), one);
    const middle = offsetOf((reach - 1) / 2);
    for (let y = 0, to = 0; y < height; y++) {
      let from = (y + reach) * stride + reach - middle;
      for (const end = to + width; to < end; to++, from++) means[to] = one[from]! / reach;
    }
    yield { values: means, width, height };
  }
}

/** Every value plus the one `offset` further on, where there is one. */
function addShifted(values: Float32Array, offset: number, sums: Float32Array): void {
  const [first, last] = [Math.max(0, -offset), values.length - Math.max(0, offset)];
  for (let at = first; at < last; at++) sums[at] = values[at]! + values[at + offset]!;
}
