import type { Box, Point } from '../inspection/record';

/** Intersection over union of two boxes, 0..1. */
export function boxIou([ax, ay, aw, ah]: Box, [bx, by, bw, bh]: Box): number {
  const width = Math.max(0, Math.min(ax + aw, bx + bw) - Math.max(ax, bx));
  const height = Math.max(0, Math.min(ay + ah, by + bh) - Math.max(ay, by));
  const shared = width * height;
  const union = aw * ah + bw * bh - shared;
  return union > 0 ? shared / union : 0;
}

/** The smallest box around all boxes. */
export function boundingBox(boxes: Box[]): Box | undefined {
  if (boxes.length === 0) return undefined;
  const left = Math.min(...boxes.map(([x]) => x));
  const top = Math.min(...boxes.map(([, y]) => y));
  const right = Math.max(...boxes.map(([x, , width]) => x + width));
  const bottom = Math.max(...boxes.map(([, y, , height]) => y + height));
  return [left, top, right - left, bottom - top];
}

export function contains([x, y, width, height]: Box, [px, py]: Point): boolean {
  return px >= x && px < x + width && py >= y && py < y + height;
}
