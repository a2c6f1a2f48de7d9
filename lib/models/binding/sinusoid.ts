/**
 * Vaswani et al. 2017, "Attention Is All You Need", section 3.5, in the order of Hugging Face's Marian: all sines, then
 * all cosines.
 *
 * @returns `positions × width` values, little-endian single precision
 */
export function sinusoid(positions: number, width: number): Buffer {
  const bytes = Buffer.alloc(4 * positions * width);
  const sines = Math.ceil(width / 2);
  for (let position = 0; position < positions; position++) {
    for (let column = 0; column < width; column++) {
      const frequency = column < sines ? column : column - sines;
      const angle = position / 10_000 ** ((2 * frequency) / width);
      bytes.writeFloatLE(column < sines ? Math.sin(angle) : Math.cos(angle), 4 * (position * width + column));
    }
  }
  return bytes;
}
