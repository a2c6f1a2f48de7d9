import sharp from 'sharp';
import type { CaptionInput, ClipInput } from '../lib/inference';

const LABELS = [
  { id: 'scratch', prompts: ['a photo of a scratch on a metal surface', 'a scratched metal surface'] },
  { id: 'dent', prompts: ['a photo of a dent on a metal surface', 'a dented metal surface'] },
  { id: 'ok', prompts: ['a photo of a clean metal surface', 'a flawless metal surface'] },
];

/** A grainy JPEG as an industrial camera sends it; about two megabytes at three megapixels. */
export async function cameraPicture(width = 2048, height = 1536): Promise<Buffer> {
  const noise = { type: 'gaussian', mean: 128, sigma: 18 } as const;
  const picture = sharp({ create: { width, height, channels: 3, background: 'grey', noise } });
  return picture.jpeg({ quality: 95 }).toBuffer();
}

export function judging(bytes: Buffer): ClipInput {
  return { picture: { bytes }, model: 'starter-clip', labels: LABELS };
}

export function captioning(bytes: Buffer): CaptionInput {
  return { picture: { bytes }, model: 'starter-blip', generation: { numBeams: 3, maxNewTokens: 50, minNewTokens: 5 } };
}
