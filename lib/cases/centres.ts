import { Kernel } from './kernel/scores';
import { Nearest } from './nearest';
import { quantiseRow } from './quantise';

/** Unit vectors of 8 bit a value that others are compared with, in memory of their own. */
export class Centres {
  private readonly kernel = new Kernel();
  private readonly scores: Int32Array;
  private readonly query: Int16Array;
  private readonly place: { out: number; rows: number };
  readonly vectors: Int8Array;

  constructor(
    readonly count: number,
    readonly bytes: number,
    readonly steps = new Float32Array(count),
  ) {
    const out = 2 * bytes;
    const rows = Math.ceil((out + 4 * count) / 16) * 16;
    this.place = { out, rows };
    this.kernel.reserve(rows + count * bytes);
    this.query = new Int16Array(this.kernel.buffer, 0, bytes);
    this.scores = new Int32Array(this.kernel.buffer, out, count);
    this.vectors = new Int8Array(this.kernel.buffer, rows, count * bytes);
  }

  /** Puts the direction of `sum` in a centre's place. */
  set(index: number, sum: Float32Array): void {
    let squares = 0;
    for (const value of sum) squares += value * value;
    const length = Math.sqrt(squares) || 1;
    const row = this.vectors.subarray(index * this.bytes, (index + 1) * this.bytes);
    this.steps[index] = quantiseRow(sum, row) / length;
  }

  /** The nearest of centres `from` to `to` to a vector of 8 or 16 bit a value. */
  nearest(vector: ArrayLike<number>, from = 0, to = this.count): { index: number; score: number } {
    this.compare(vector, from, to);
    let [index, score] = [from, -Infinity];
    for (let each = from; each < to; each++) {
      const own = this.scores[each]! * this.steps[each]!;
      if (own > score) [index, score] = [each, own];
    }
    return { index, score };
  }

  /** The `most` nearest ones, nearest first. */
  order(vector: ArrayLike<number>, most: number): number[] {
    this.compare(vector, 0, this.count);
    const nearest = new Nearest(Math.min(most, this.count));
    for (let each = 0; each < this.count; each++) nearest.add(each, this.scores[each]! * this.steps[each]!);
    return nearest.list().map(({ row }) => row);
  }

  private compare(vector: ArrayLike<number>, from: number, to: number): void {
    this.query.set(vector);
    const { out, rows } = this.place;
    this.kernel.scores(0, rows + from * this.bytes, to - from, this.bytes, out + 4 * from);
  }
}
