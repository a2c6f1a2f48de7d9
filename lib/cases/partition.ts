import { Centres } from './centres';
import { cluster } from './cluster';
import { sample, type HeldRows, type Rows } from './rows';

/** Groups in which the list of a vector is looked for. */
const BEAM = 8;
/** Rows of the sample a list. */
const SAMPLES_A_LIST = 32;

/** How many lists so many vectors are put into: their number and their length grow alike. */
export const listsFor = (vectors: number): number => Math.max(16, 2 ** Math.round(Math.log2(4 * Math.sqrt(vectors))));

/**
 * Directions that divide the vectors into lists of neighbours, so that a search reads a few lists and not all: an
 * inverted file (Jégou et al. 2011, "Product quantization for nearest neighbor search", section IV). Lists stand in
 * groups of neighbours, which makes dividing cheap.
 */
export class Partition {
  constructor(
    readonly lists: Centres,
    readonly groups: Centres,
    /** Of each group, its first list; one more at the end. */
    readonly starts: Uint32Array,
  ) {}

  static of(sources: Rows[], count: number): Partition {
    const rows = sample(sources, SAMPLES_A_LIST * count);
    const all = Uint32Array.from({ length: rows.count }, (_, row) => row);
    const { centres: groups, of } = cluster(rows, all, Math.round(Math.sqrt(count)));
    return divide(rows, groups, of, count);
  }

  /** The list of a vector of 8 bit a value. */
  listOf(vector: Int8Array): number {
    let [list, best] = [0, -Infinity];
    for (const group of this.groups.order(vector, BEAM)) {
      const [from, to] = [this.starts[group]!, this.starts[group + 1]!];
      if (from === to) continue;
      const { index, score } = this.lists.nearest(vector, from, to);
      if (score > best) [list, best] = [index, score];
    }
    return list;
  }
}

/** Divides each group into as many lists as its share of the rows. */
function divide(rows: HeldRows, groups: Centres, of: Uint32Array, count: number): Partition {
  const members: number[][] = Array.from({ length: groups.count }, () => []);
  of.forEach((group, row) => members[group]!.push(row));
  const parts = members.map((own) => {
    const share = Math.min(own.length, Math.max(1, Math.round((count * own.length) / rows.count)));
    return share > 0 ? cluster(rows, Uint32Array.from(own), share).centres : undefined;
  });
  const starts = new Uint32Array(groups.count + 1);
  parts.forEach((part, group) => (starts[group + 1] = starts[group]! + (part?.count ?? 0)));
  const lists = new Centres(starts.at(-1)!, rows.bytes);
  parts.forEach((part, group) => {
    lists.vectors.set(part?.vectors ?? [], starts[group]! * rows.bytes);
    lists.steps.set(part?.steps ?? [], starts[group]!);
  });
  return new Partition(lists, groups, starts);
}
