/**
 * Marian's own positions: as Vaswani et al. 2017, "Attention Is All You Need", section 3.5, but the slowest wave is
 * exactly 10,000 times the fastest, and all sines stand before all cosines.
 *
 * @returns `count × width` values, little-endian single precision
 */
export function positions(count: number, width: number): Buffer {
  const bytes = Buffer.alloc(4 * count * width);
  const waves = width / 2;
  const step = Math.log(10_000) / (waves - 1);
  for (let position = 0; position < count; position++) {
    for (let wave = 0; wave < waves; wave++) {
      const angle = position * Math.exp(-step * wave);
      bytes.writeFloatLE(Math.sin(angle), 4 * (position * width + wave));
      bytes.writeFloatLE(Math.cos(angle), 4 * (position * width + waves + wave));
    }
  }
  return bytes;
}
