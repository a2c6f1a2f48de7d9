import { Kernel } from './kernel/scores';
import type { Nearest } from './nearest';
import { quantiseQuery, quantiseRow } from './quantise';
import type { Rows } from './rows';
import type { Suits } from './filter';

/** Rows that are compared at once. */
const BLOCK = 4096;

/** Addresses: the query, scores of a block, rows. */
const placeOf = (bytes: number) => ({ out: 2 * bytes, rows: 2 * bytes + 4 * BLOCK });

/** Compares a vector with rows that are read from somewhere else. */
export class Scanner {
  protected readonly kernel = new Kernel();
  protected readonly place: { out: number; rows: number };
  private step = 1;

  constructor(readonly bytes: number) {
    this.place = placeOf(bytes);
    this.kernel.reserve(this.place.rows + BLOCK * bytes);
  }

  /** What the next rows are compared with. @returns it, of 16 bit a value */
  ask(vector: Float32Array): Int16Array {
    const query = new Int16Array(this.kernel.buffer, 0, this.bytes);
    this.step = quantiseQuery(vector, query);
    return query.slice();
  }

  /** Compares with `count` rows from the `from`th on. */
  scan(rows: Rows, from: number, count: number, nearest: Nearest, suits: Suits): void {
    const block = new Uint8Array(this.kernel.buffer, this.place.rows, BLOCK * this.bytes);
    for (let begin = from; begin < from + count; begin += BLOCK) {
      const many = Math.min(BLOCK, from + count - begin);
      rows.read(begin, many, block);
      this.compare(this.place.rows, many, begin, rows, nearest, suits);
    }
  }

  protected compare(
    address: number,
    many: number,
    begin: number,
    { numbers, steps }: Pick<Rows, 'numbers' | 'steps'>,
    nearest: Nearest,
    suits: Suits,
  ): void {
    this.kernel.scores(0, address, many, this.bytes, this.place.out);
    const scores = new Int32Array(this.kernel.buffer, this.place.out, many);
    for (let at = 0; at < many; at++) {
      const score = scores[at]! * steps[begin + at]! * this.step;
      if (score > nearest.least && suits(numbers[begin + at]!)) nearest.add(numbers[begin + at]!, score);
    }
  }
}

/** The newest vectors, which are in no index yet: in memory, and compared one by one. */
export class Tail extends Scanner {
  count = 0;
  numbers = new Uint32Array(1024);
  steps = new Float32Array(1024);

  add(number: number, vector: Float32Array): void {
    if (this.count === this.numbers.length) {
      this.numbers = grown(this.numbers, new Uint32Array(2 * this.count));
      this.steps = grown(this.steps, new Float32Array(2 * this.count));
    }
    const address = this.place.rows + this.count * this.bytes;
    const needed = address + this.bytes;
    if (needed > this.kernel.buffer.byteLength) this.kernel.reserve(Math.ceil(needed * 1.25));
    this.steps[this.count] = quantiseRow(vector, new Int8Array(this.kernel.buffer, address, this.bytes));
    this.numbers[this.count++] = number;
  }

  scanAll(nearest: Nearest, suits: Suits): void {
    for (let begin = 0; begin < this.count; begin += BLOCK) {
      const many = Math.min(BLOCK, this.count - begin);
      this.compare(this.place.rows + begin * this.bytes, many, begin, this, nearest, suits);
    }
  }

  /** Copies of all that is here. */
  all(): { vectors: Uint8Array<ArrayBuffer>; numbers: Uint32Array<ArrayBuffer>; steps: Float32Array<ArrayBuffer> } {
    const vectors = new Uint8Array(this.kernel.buffer, this.place.rows, this.count * this.bytes).slice();
    return { vectors, numbers: this.numbers.slice(0, this.count), steps: this.steps.slice(0, this.count) };
  }

  /** Lets go what is not to be found any more. */
  keepOnly(suits: Suits): void {
    const rows = new Uint8Array(this.kernel.buffer, this.place.rows);
    let kept = 0;
    for (let at = 0; at < this.count; at++) {
      if (!suits(this.numbers[at]!)) continue;
      rows.copyWithin(kept * this.bytes, at * this.bytes, (at + 1) * this.bytes);
      this.numbers[kept] = this.numbers[at]!;
      this.steps[kept++] = this.steps[at]!;
    }
    this.count = kept;
  }

  /** Takes the first ones away, which an index has now, and counts the others' numbers from `first` on. */
  forget(count: number, first: number): void {
    const rows = new Uint8Array(this.kernel.buffer, this.place.rows);
    rows.copyWithin(0, count * this.bytes, this.count * this.bytes);
    this.numbers.copyWithin(0, count, this.count);
    this.steps.copyWithin(0, count, this.count);
    this.count -= count;
    for (let at = 0; at < this.count; at++) this.numbers[at]! -= first;
  }
}

function grown<T extends Uint32Array | Float32Array>(values: T, larger: T): T {
  larger.set(values);
  return larger;
}
