import {
  ADD,
  ADD_VECTORS,
  assemble,
  constant,
  double,
  get,
  increase,
  lane,
  less,
  loadVector,
  MULTIPLY_PAIRS,
  repeat,
  set,
  storeInteger,
  WIDEN_HIGH,
  WIDEN_LOW,
  zeroVector,
} from './assemble';

const PAGE = 65_536;
/** Values that are read together: rows are as many bytes long, filled up with zeros. */
export const STEP = 16;

/** The bytes of a row of this many values. */
export const rowBytes = (dimension: number): number => Math.ceil(dimension / STEP) * STEP;

/**
 * `scores(query, rows, count, bytes, out)`, all but `count` addresses or lengths in bytes: the dot products of one query
 * (16 bit a value) with `count` rows (8 bit a value, `bytes` each), 32 bit each.
 *
 * WebAssembly, because JavaScript has no SIMD: 128 bits at once are five times as fast, on every platform alike, with no
 * native package.
 */
const MODULE = (() => {
  const [query, rows, count, bytes, out, position, at, low, high, row] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const;
  const multiply = (sum: number, half: number[], offset: number) => [
    [get(sum), get(row), half, loadVector(get(at), offset), MULTIPLY_PAIRS, ADD_VECTORS, set(sum)],
  ];
  const values = [
    [loadVector([get(rows), get(position), ADD]), set(row)],
    [get(query), double(get(position)), ADD, set(at)],
    multiply(low, WIDEN_LOW, 0),
    multiply(high, WIDEN_HIGH, STEP),
    increase(position, constant(STEP)),
  ];
  const sum = [0, 1, 2, 3].map((index) => (index === 0 ? lane(low, index) : [lane(low, index), ADD]));
  const oneRow = [
    [zeroVector(), set(low), zeroVector(), set(high), constant(0), set(position)],
    repeat(values, less(get(position), get(bytes))),
    [get(low), get(high), ADD_VECTORS, set(low)],
    [get(out), sum, storeInteger()],
    increase(rows, get(bytes)),
    increase(out, constant(4)),
    increase(count, constant(-1)),
  ];
  return assemble('scores', { parameters: 5, integers: 2, vectors: 3 }, repeat(oneRow, less(constant(0), get(count))));
})();

type Scores = (query: number, rows: number, count: number, bytes: number, out: number) => void;

/** A piece of memory with the function that works in it. */
export class Kernel {
  private readonly memory = new WebAssembly.Memory({ initial: 1 });
  private readonly run: Scores;

  constructor() {
    const instance = new WebAssembly.Instance(new WebAssembly.Module(MODULE), { env: { memory: this.memory } });
    this.run = instance.exports.scores as Scores;
  }

  /** Makes the memory at least this long; views that were taken before are void. */
  reserve(bytes: number): void {
    const missing = bytes - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / PAGE));
  }

  get buffer(): ArrayBuffer {
    return this.memory.buffer;
  }

  /** Addresses in bytes; at least one row. */
  scores(query: number, rows: number, count: number, bytes: number, out: number): void {
    if (count > 0) this.run(query, rows, count, bytes, out);
  }
}
