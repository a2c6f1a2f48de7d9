import { InspectionError } from '../inspection/errors';

/** What is accepted before anything is decoded. */
export interface PictureLimits {
  /** Most bytes of the encoded picture. */
  maxBytes: number;
  /** Most pixels, width × height. */
  maxPixels: number;
}

export const DEFAULT_LIMITS: PictureLimits = {
  maxBytes: 256_000_000,
  // What the decoder itself accepts: 0x3FFF × 0x3FFF.
  maxPixels: 268_402_689,
};

/** @throws InspectionError ERR_IMAGE_TOO_LARGE when width × height is above `maxPixels` */
export function checkPixels({ width, height }: { width: number; height: number }, maxPixels: number): void {
  if (width * height <= maxPixels) return;
  throw new InspectionError('ERR_IMAGE_TOO_LARGE', {
    actual: `${width} × ${height} px`,
    limit: `${Math.round(maxPixels / 1e6)} MP`,
  });
}

/** @throws InspectionError ERR_IMAGE_TOO_LARGE when there are more than `maxBytes` */
export function checkBytes(bytes: number, maxBytes: number): void {
  if (bytes <= maxBytes) return;
  const megabytes = (count: number) => `${(count / 1e6).toFixed(1)} MB`;
  throw new InspectionError('ERR_IMAGE_TOO_LARGE', { actual: megabytes(bytes), limit: megabytes(maxBytes) });
}
