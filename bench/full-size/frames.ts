import sharp from 'sharp';
import { join } from 'node:path';
import type { ClipInput, Engine } from '../../lib/inference';
import { packageRoot } from '../../lib/package-root';

/** A rendered surface of the examples as a camera of 1280 × 960 sends it: grainy, a JPEG of quality 92. */
export async function surfaceFrame(): Promise<Buffer> {
  const [width, height] = [1280, 960];
  const noise = { type: 'gaussian', mean: 128, sigma: 5 } as const;
  const grain = await sharp({ create: { width, height, channels: 3, background: 'grey', noise } })
    .png()
    .toBuffer();
  const surface = sharp(join(packageRoot(), 'examples/pictures/casting-hole-01.jpg')).resize(width, height);
  return sharp(await surface.png().toBuffer())
    .composite([{ input: grain, blend: 'hard-light' }])
    .jpeg({ quality: 92 })
    .toBuffer();
}

const DEFECTS = ['scratch', 'dent', 'clean'];
const TEMPLATES = [
  'a photo of a {} metal surface',
  'a close up photo of a {} part',
  'a macro picture of a {} surface',
  'an industrial photo of a {} plastic part',
  'a photo of a part with a {}',
  'the picture of a {} surface',
  'a view of a {} glass part',
  'a {} on the surface of a part',
];

/** Labels of eight prompts each. */
export function labelsOf(count: number): ClipInput['labels'] {
  return Array.from({ length: count }, (_, index) => {
    const copy = Math.floor(index / DEFECTS.length);
    const name = `${DEFECTS[index % DEFECTS.length]}${copy ? ` no ${copy}` : ''}`;
    return { id: name, prompts: TEMPLATES.map((template) => template.replace('{}', name)) };
  });
}

export interface Load {
  model: string;
  jpeg: Buffer;
  labels: ClipInput['labels'];
  frames: number;
  /** Frames that are in the engine at a time. */
  together: number;
}

/** @returns ms a frame while the engine always has work */
export async function msPerFrame(engine: Engine, { model, jpeg, labels, frames, together }: Load): Promise<number> {
  let left = frames;
  const start = performance.now();
  const worker = async () => {
    while (left-- > 0) await engine.run('clip', { picture: { bytes: Buffer.from(jpeg) }, model, labels });
  };
  await Promise.all(Array.from({ length: together }, worker));
  return (performance.now() - start) / frames;
}
