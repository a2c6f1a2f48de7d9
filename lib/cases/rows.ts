/** Vectors of 8 bit a value, `bytes` each, with what each is multiplied by and the case it belongs to. */
export interface Rows {
  readonly count: number;
  readonly bytes: number;
  readonly numbers: Uint32Array;
  readonly steps: Float32Array;
  /** Copies `count` vectors from the `from`th on to the beginning of `into`. */
  read(from: number, count: number, into: Uint8Array): void;
}

/** Vectors in memory. */
export class HeldRows implements Rows {
  readonly count: number;

  constructor(
    readonly bytes: number,
    readonly vectors: Uint8Array,
    readonly numbers: Uint32Array,
    readonly steps: Float32Array,
  ) {
    this.count = numbers.length;
  }

  read(from: number, count: number, into: Uint8Array): void {
    into.set(this.vectors.subarray(from * this.bytes, (from + count) * this.bytes));
  }
}

const BLOCK = 4096;

/** Calls back with blocks of vectors; blocks that `wanted` refuses are not read. */
export function eachBlock(
  rows: Rows,
  work: (from: number, count: number, vectors: Uint8Array) => void,
  wanted: (from: number, count: number) => boolean = () => true,
): void {
  const block = new Uint8Array(BLOCK * rows.bytes);
  for (let from = 0; from < rows.count; from += BLOCK) {
    const count = Math.min(BLOCK, rows.count - from);
    if (!wanted(from, count)) continue;
    rows.read(from, count, block);
    work(from, count, block);
  }
}

/** About `most` vectors, evenly out of all, in memory. */
export function sample(sources: Rows[], most: number): HeldRows {
  const bytes = sources[0]!.bytes;
  const total = sources.reduce((sum, { count }) => sum + count, 0);
  const stride = Math.max(1, total / most);
  const size = Math.floor(total / stride);
  const held = new HeldRows(bytes, new Uint8Array(size * bytes), new Uint32Array(size), new Float32Array(size));
  let [seen, taken] = [0, 0];
  for (const source of sources) {
    eachBlock(source, (from, count, vectors) => {
      for (; taken < size && Math.floor(taken * stride) < seen + count; taken++) {
        const at = Math.floor(taken * stride) - seen;
        held.vectors.set(vectors.subarray(at * bytes, (at + 1) * bytes), taken * bytes);
        held.numbers[taken] = source.numbers[from + at]!;
        held.steps[taken] = source.steps[from + at]!;
      }
      seen += count;
    });
  }
  return held;
}
