/** Bits that sensors deliver; cameras put the odd ones into 16 bits with the top bits empty. */
const SENSOR_DEPTHS = [8, 10, 12, 14, 16] as const;

/**
 * Bits a channel that 16-bit samples really use: the least usual sensor depth that holds the brightest one.
 * So a 12-bit picture in a 16-bit file is read as 12 bit, and one that was shifted up as 16 bit.
 */
export function usedDepth(samples: Uint16Array): number {
  let brightest = 0;
  for (const sample of samples) if (sample > brightest) brightest = sample;
  return SENSOR_DEPTHS.find((depth) => brightest < 2 ** depth) ?? 16;
}

/** 16-bit samples as 8-bit ones: the full range of {@link usedDepth} becomes 0..255, rounded. */
export function toEightBit(samples: Uint16Array): Uint8Array {
  const scale = 255 / (2 ** usedDepth(samples) - 1);
  return Uint8Array.from(samples, (sample) => Math.round(sample * scale));
}
