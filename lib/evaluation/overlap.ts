/** A mask as one byte a pixel: 0 or 1. */
export interface Mask {
  data: Uint8Array;
  width: number;
  height: number;
}

/** Intersection over union of two masks of equal size, 0..1; null when both are empty. */
export function maskIou(a: Mask, b: Mask): number | null {
  let shared = 0;
  let union = 0;
  for (let i = 0; i < a.data.length; i++) {
    shared += a.data[i]! & b.data[i]!;
    union += a.data[i]! | b.data[i]!;
  }
  return union === 0 ? null : shared / union;
}

export function isInside({ data, width, height }: Mask, [x, y]: [number, number]): boolean {
  const column = Math.min(width - 1, Math.max(0, Math.round(x)));
  const row = Math.min(height - 1, Math.max(0, Math.round(y)));
  return data[row * width + column] === 1;
}

/**
 * How much of each true region is found, averaged over regions so that a small one counts as much as a large one: the
 * per-region overlap at one limit (Bergmann et al. 2020, "Uninformed Students", section 4). Regions are 8-connected. Null
 * without any.
 */
export function regionOverlap(truth: Mask, found: Mask): number | null {
  const shares = regionsOf(truth).map((pixels) => pixels.filter((at) => found.data[at]).length / pixels.length);
  return shares.length === 0 ? null : shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

/** The pixels of each 8-connected region. */
export function regionsOf({ data, width, height }: Mask): number[][] {
  const seen = new Uint8Array(data.length);
  const regions: number[][] = [];
  for (let start = 0; start < data.length; start++) {
    if (!data[start] || seen[start]) continue;
    const region = [start];
    seen[start] = 1;
    for (let next = 0; next < region.length; next++) {
      const [x, y] = [region[next]! % width, Math.floor(region[next]! / width)];
      for (let row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row++)
        for (let column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column++) {
          const at = row * width + column;
          if (!data[at] || seen[at]) continue;
          seen[at] = 1;
          region.push(at);
        }
    }
    regions.push(region);
  }
  return regions;
}
