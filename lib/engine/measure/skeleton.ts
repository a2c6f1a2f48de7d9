import type { Point } from '../../inspection/record';
import type { Mask } from './opencv';

/** Neighbours of a pixel, clockwise from above: P2 … P9 of the paper. */
const RING: readonly Point[] = [
  [0, -1],
  [1, -1],
  [1, 0],
  [1, 1],
  [0, 1],
  [-1, 1],
  [-1, 0],
  [-1, -1],
];

/**
 * Thins a mask to lines one pixel wide.
 *
 * Source: T. Y. Zhang and C. Y. Suen, "A fast parallel algorithm for thinning digital patterns", CACM 27 (1984).
 *
 * @returns a new mask of the same size
 */
export function thin({ values, width, height }: Mask): Mask {
  // A border of zeros, so that no pixel lacks a neighbour.
  const stride = width + 2;
  const grid = new Uint8Array(stride * (height + 2));
  for (let y = 0; y < height; y++) grid.set(values.subarray(y * width, (y + 1) * width), (y + 1) * stride + 1);
  const ring = RING.map(([dx, dy]) => dy * stride + dx);
  let candidates = [...grid.keys()].filter((at) => grid[at]);
  for (let changed = true; changed;) {
    changed = false;
    for (const step of [0, 1] as const) {
      const removed = candidates.filter((at) => isDeletable(grid, ring, at, step));
      for (const at of removed) grid[at] = 0;
      changed ||= removed.length > 0;
      candidates = candidates.filter((at) => grid[at]);
    }
  }
  const thinned = new Uint8Array(width * height);
  for (let y = 0; y < height; y++)
    thinned.set(grid.subarray((y + 1) * stride + 1, (y + 1) * stride + 1 + width), y * width);
  return { values: thinned, width, height };
}

function isDeletable(grid: Uint8Array, ring: readonly number[], at: number, step: 0 | 1): boolean {
  const n = (index: number) => grid[at + ring[index & 7]!]!;
  let neighbours = 0;
  let rises = 0;
  for (let index = 0; index < 8; index++) {
    neighbours += n(index);
    if (!n(index) && n(index + 1)) rises += 1;
  }
  if (neighbours < 2 || neighbours > 6 || rises !== 1) return false;
  const [up, right, down, left] = [n(0), n(2), n(4), n(6)];
  return step === 0
    ? !(up && right && down) && !(right && down && left)
    : !(up && right && left) && !(up && down && left);
}

/**
 * The longest of the shortest ways along a skeleton: from any pixel to the farthest, and from there to the farthest
 * (exact for a skeleton without loops). With several pieces, the longest way of any.
 *
 * @returns pixels in order, neighbours 8-connected; empty for an empty mask
 */
export function longestPath(skeleton: Mask): Point[] {
  const { values, width } = skeleton;
  const seen = new Uint8Array(values.length);
  let best: { path: number[]; length: number } = { path: [], length: -1 };
  for (let start = 0; start < values.length; start++) {
    if (!values[start] || seen[start]) continue;
    const reach = walk(skeleton, start);
    for (const at of reach.from.keys()) seen[at] = 1;
    const across = walk(skeleton, reach.farthest);
    if (across.length <= best.length) continue;
    const path = [across.farthest];
    for (let at = across.from.get(across.farthest)!; at >= 0; at = across.from.get(at)!) path.push(at);
    best = { path, length: across.length };
  }
  return best.path.map((at) => [at % width, Math.floor(at / width)]);
}

/** Dijkstra over set pixels from `start`; steps cost 1 or √2. `from` holds each reached pixel's predecessor. */
function walk({ values, width, height }: Mask, start: number) {
  const distance = new Map([[start, 0]]);
  const from = new Map([[start, -1]]);
  // Steps differ by less than a factor of √2, so a queue by rounded distance needs few passes.
  const buckets: number[][] = [[start]];
  let farthest = start;
  for (let bucket = 0; bucket < buckets.length; bucket++) {
    for (const at of buckets[bucket] ?? []) {
      const here = distance.get(at)!;
      if (here > distance.get(farthest)!) farthest = at;
      const [x, y] = [at % width, Math.floor(at / width)];
      for (const [dx, dy] of RING) {
        if (x + dx < 0 || x + dx >= width || y + dy < 0 || y + dy >= height) continue;
        const next = at + dy * width + dx;
        const there = here + (dx && dy ? Math.SQRT2 : 1);
        if (!values[next] || there >= (distance.get(next) ?? Infinity) - 1e-9) continue;
        distance.set(next, there);
        from.set(next, at);
        (buckets[Math.floor(there)] ??= []).push(next);
      }
    }
  }
  return { farthest, length: distance.get(farthest)!, from };
}
