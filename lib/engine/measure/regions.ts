import type { MeasureOptions } from '../../inference/jobs';
import { mergedPieces } from './components';
import { dilate } from './filters';
import type { Grey, Mask } from './opencv';
import { shapeOf, type Shape } from './shape';
import { quantile } from './statistics';

export interface Region {
  shape: Shape;
  contrast: number;
  /** The region alone; `left`, `top` of the crop in the picture. */
  crop: Mask;
  left: number;
  top: number;
}

/** Width of the ring around a region that stands for its background, px; the pixels next to it are left out. */
const RING = { from: 2, to: 8 };

/** The regions of a mask, measured, largest first; those below `minArea` and past `largest` are dropped. */
export function regionsOf(mask: Mask, grey: Grey, { minArea, largest, mergeDistance }: MeasureOptions): Region[] {
  const { labels, boxes } = mergedPieces(mask, mergeDistance);
  const areas = new Float64Array(boxes.length);
  for (const label of labels) areas[label]! += 1;
  return boxes
    .map((box, label) => ({ box, label, area: areas[label]! }))
    .filter(({ label, area }) => label > 0 && area >= Math.max(1, minArea))
    .sort((a, b) => b.area - a.area)
    .slice(0, largest > 0 ? largest : undefined)
    .map(({ box, label }) => measured(cropOf(labels, mask.width, box, label), grey, mergeDistance));
}

function cropOf(labels: Int32Array, stride: number, box: readonly number[], label: number) {
  const [boxLeft, boxTop, boxWidth, boxHeight] = box as [number, number, number, number];
  const [left, top, width, height] = [boxLeft - 1, boxTop - 1, boxWidth + 2, boxHeight + 2];
  const values = new Uint8Array(width * height);
  for (let y = 1; y <= boxHeight; y++) {
    for (let x = 1; x <= boxWidth; x++) {
      if (labels[(top + y) * stride + left + x] === label) values[y * width + x] = 1;
    }
  }
  return { crop: { values, width, height }, left, top };
}

function measured(place: ReturnType<typeof cropOf>, grey: Grey, join: number): Region {
  const { crop, left, top } = place;
  return { ...place, shape: shapeOf(crop, [left, top], join), contrast: contrastOf(place, grey) };
}

/** Mean distance of the region's grey levels from the median of the ring around it. */
function contrastOf({ crop, left, top }: ReturnType<typeof cropOf>, grey: Grey): number {
  const roomy = padded(crop, RING.to);
  const [near, far] = [dilate(roomy, RING.from), dilate(roomy, RING.to)];
  const ring: number[] = [];
  const inside: number[] = [];
  for (let at = 0; at < roomy.values.length; at++) {
    const x = left - RING.to + (at % roomy.width);
    const y = top - RING.to + Math.floor(at / roomy.width);
    if (x < 0 || x >= grey.width || y < 0 || y >= grey.height) continue;
    const level = grey.values[y * grey.width + x]!;
    if (roomy.values[at]) inside.push(level);
    else if (far.values[at] && !near.values[at]) ring.push(level);
  }
  const background = quantile(
    ring.sort((a, b) => a - b),
    0.5,
  );
  return ring.length ? inside.reduce((sum, level) => sum + Math.abs(level - background), 0) / inside.length : 0;
}

function padded({ values, width, height }: Mask, margin: number): Mask {
  const wide = width + 2 * margin;
  const grown = new Uint8Array(wide * (height + 2 * margin));
  for (let y = 0; y < height; y++) grown.set(values.subarray(y * width, (y + 1) * width), (y + margin) * wide + margin);
  return { values: grown, width: wide, height: height + 2 * margin };
}
