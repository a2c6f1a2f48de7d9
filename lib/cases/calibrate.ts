import { Kernel } from './kernel/scores';
import { Nearest } from './nearest';
import type { Partition } from './partition';
import { eachBlock, sample, type Rows } from './rows';

const QUERIES = 64;
const NEAREST = 10;
/** Share of the ten nearest that a search must find in the lists it reads. */
const WANTED = 0.99;
const LARGEST_BLOCK = 4096;

/** A vector that is in no list, because its case was taken out. */
export const NOWHERE = 0xffffffff;

export interface Calibration {
  /** Lists to read. */
  probes: number;
  /** Share of the nearest that lie in them. */
  recall: number;
}

/**
 * How many lists a search must read, measured: vectors of the store are compared with all others, and the lists of their
 * nearest are counted in the order a search would read them. What suffices depends on how alike the plant's pictures are.
 *
 * @param listOf of each source, the list of each of its vectors
 */
export function calibrate(sources: Rows[], listOf: Uint32Array[], partition: Partition): Calibration {
  const { lists } = partition;
  const ranks = nearestOf(sources, listOf).flatMap(({ query, found }) => {
    const order = lists.order(query, lists.count);
    const rank = new Map(order.map((list, at) => [list, at + 1]));
    return found.map((list) => rank.get(list)!);
  });
  ranks.sort((a, b) => a - b);
  const probes = ranks[Math.ceil(WANTED * ranks.length) - 1] ?? lists.count;
  return { probes, recall: ranks.filter((rank) => rank <= probes).length / Math.max(1, ranks.length) };
}

/** Of some vectors, the lists of their nearest neighbours. */
function nearestOf(sources: Rows[], listOf: Uint32Array[]): { query: Int8Array; found: number[] }[] {
  const queries = sample(sources, QUERIES);
  const { bytes } = queries;
  const kernel = new Kernel();
  const out = Math.ceil((2 * bytes) / 16) * 16;
  const block = out + 4 * LARGEST_BLOCK;
  kernel.reserve(block + LARGEST_BLOCK * bytes);
  const [query, scores] = [new Int16Array(kernel.buffer, 0, bytes), new Int32Array(kernel.buffer, out, LARGEST_BLOCK)];
  const rows = new Uint8Array(kernel.buffer, block);
  const vectorOf = (index: number) => new Int8Array(queries.vectors.buffer, index * bytes, bytes);
  const best = Array.from({ length: queries.count }, () => new Nearest(NEAREST));

  sources.forEach((source, which) => {
    eachBlock(source, (from, count, vectors) => {
      rows.set(vectors.subarray(0, count * bytes));
      best.forEach((nearest, index) => {
        query.set(vectorOf(index));
        kernel.scores(0, block, count, bytes, out);
        for (let at = 0; at < count; at++) {
          const score = scores[at]! * source.steps[from + at]!;
          if (score <= nearest.least || source.numbers[from + at] === queries.numbers[index]) continue;
          const list = listOf[which]![from + at]!;
          if (list !== NOWHERE) nearest.add(list, score);
        }
      });
    });
  });
  return best.map((nearest, index) => ({ query: vectorOf(index), found: nearest.list().map(({ row }) => row) }));
}
