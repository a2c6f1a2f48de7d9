import type { MeasureOptions } from '../../inference/jobs';
import { mergedPieces } from './components';
import { cropLabel, padded, type Crop } from './crop';
import { dilate } from './morphology';
import type { Grey, Mask } from './opencv';
import { shapeOf, type Shape } from './shape';
import { quantile } from './statistics';

export interface Region {
  shape: Shape;
  contrast: number;
  crop: Crop;
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
    .map(({ box, label }) => measured(cropLabel(labels, mask.width, mask.height, box, label, 0), grey, mergeDistance));
}

function measured(crop: Crop, grey: Grey, join: number): Region {
  const roomy = padded(crop, 1);
  return { crop, shape: shapeOf(roomy, [crop.left - 1, crop.top - 1], join), contrast: contrastOf(crop, grey) };
}

/** Mean distance of the region's grey levels from the median of the ring around it. */
function contrastOf(crop: Crop, grey: Grey): number {
  const { left, top } = crop;
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
