import type { Box } from './record';

/** What tiles at full resolution told, and what they left out. */
export interface FineUse {
  /** Tiles that cover the region, and those that were looked at. */
  total: number;
  seen: number;
  /** What none of them covers: boxes in pixels that do not overlap, and their share of the region, 0..1. */
  unseen: Box[];
  unseenShare: number;
  /** Time that was allowed (absent: as much as it takes) and that the engine took, ms. */
  budgetMs?: number;
  spentMs: number;
  /** The worst tile's score, that from which a tile is NG, and how many are. */
  score?: number;
  limit: number;
  suspects: number;
  /** The worst tile, pixels. */
  worst?: Box;
}
