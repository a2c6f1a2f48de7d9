import sharp from 'sharp';
import type { LabelledPicture, Segment } from '../lib/evaluation/dataset/manifest';
import type { Mask } from '../lib/evaluation/overlap';

/** Decodes a mask picture (white = defect), brought to the given size when it differs. */
export async function readMask(source: string | Uint8Array, size?: { width: number; height: number }): Promise<Mask> {
  const pipeline = sharp(source).toColourspace('b-w').removeAlpha();
  if (size) pipeline.resize(size.width, size.height, { fit: 'fill', kernel: 'nearest' });
  const { data, info } = await pipeline.raw().toBuffer({ resolveWithObject: true });
  const ones = new Uint8Array(info.width * info.height);
  for (let i = 0; i < ones.length; i++) ones[i] = data[i * info.channels]! > 127 ? 1 : 0;
  return { data: ones, width: info.width, height: info.height };
}

interface Size {
  width: number;
  height: number;
}

/** Where a labelled picture of this size shows a defect; nothing when nobody drew it. */
export async function trueMask({ mask, segments }: LabelledPicture, size: Size): Promise<Mask | undefined> {
  if (mask) return readMask(mask, size);
  if (!segments?.length) return undefined;
  const whole: Mask = { ...size, data: new Uint8Array(size.width * size.height) };
  for (const segment of segments) {
    const part = 'polygon' in segment ? await fillPolygon(segment.polygon, size) : ofRuns(segment);
    part.data.forEach((inside, at) => (whole.data[at]! |= inside));
  }
  return whole;
}

function fillPolygon(polygon: number[], { width, height }: Size): Promise<Mask> {
  const points = polygon.map(Number).join(' ');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%"/>`;
  return readMask(Buffer.from(`${svg}<polygon points="${points}" fill="#fff" shape-rendering="crispEdges"/></svg>`), {
    width,
    height,
  });
}

function ofRuns({ runs, width, height }: Extract<Segment, { runs: number[] }>): Mask {
  const data = new Uint8Array(width * height);
  let at = 0;
  for (const [index, run] of runs.entries()) {
    if (index % 2) for (let k = at; k < at + run; k++) data[(k % height) * width + Math.floor(k / height)] = 1;
    at += run;
  }
  return { data, width, height };
}
