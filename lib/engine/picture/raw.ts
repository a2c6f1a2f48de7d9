import type { RawLayout } from '../../inference/jobs';
import { toEightBit } from '../../imaging/depth';
import { InspectionError } from '../../inspection/errors';
import { asRgb, type Pixels } from './pixels';

/**
 * Pixels that came without a file format.
 *
 * @throws InspectionError ERR_IMAGE_DECODE when the number of bytes is not width × height × channels × depth / 8
 */
export function decodeRaw(bytes: Uint8Array, { width, height, channels, depth }: RawLayout): Pixels {
  const expected = (width * height * channels * depth) / 8;
  if (bytes.length !== expected) {
    const reason = `raw pixels hold ${bytes.length} bytes, ${width} × ${height} × ${channels} × ${depth} bit need ${expected}`;
    throw new InspectionError('ERR_IMAGE_DECODE', { reason });
  }
  const samples = depth === 16 ? toEightBit(littleEndianSamples(bytes)) : bytes;
  return { data: asRgb(samples, width * height), width, height };
}

function littleEndianSamples(bytes: Uint8Array): Uint16Array {
  const samples = new Uint16Array(bytes.length / 2);
  for (let index = 0; index < samples.length; index++)
    samples[index] = bytes[index * 2]! | (bytes[index * 2 + 1]! << 8);
  return samples;
}
