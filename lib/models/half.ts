/** IEEE 754 binary16, or the upper half of binary32. */
export type HalfType = 'F16' | 'BF16';

/** Half precision in single precision, exactly. */
export function single(halves: Uint16Array, type: HalfType): Float32Array {
  if (type === 'F16') return Float32Array.from(halves, half);
  const bits = new Uint32Array(halves.length);
  halves.forEach((upper, at) => (bits[at] = upper * 2 ** 16));
  return new Float32Array(bits.buffer);
}

function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (exponent ? 2 ** (exponent - 25) * (1024 + fraction) : 2 ** -24 * fraction);
}
