import type { Box } from '../../inspection/record';

interface Extent {
  width: number;
  height: number;
}

/**
 * Tiles of `size` pixels that cover `region` row by row; neighbours have at least `overlap` of a side in common, and none
 * reaches beyond it. Where the region is smaller than a tile, the tile is as small.
 *
 * @param region whole pixels
 */
export function tilesOf([left, top, width, height]: Box, size: Extent, overlap: number): Box[] {
  const tile = { width: Math.min(size.width, width), height: Math.min(size.height, height) };
  const across = starts(width, tile.width, overlap);
  const down = starts(height, tile.height, overlap);
  return down.flatMap((y) => across.map((x): Box => [left + x, top + y, tile.width, tile.height]));
}

function starts(length: number, side: number, overlap: number): number[] {
  if (length <= side) return [0];
  const count = Math.ceil((length - side) / (side * (1 - overlap))) + 1;
  return Array.from({ length: count }, (_, index) => Math.round((index * (length - side)) / (count - 1)));
}
