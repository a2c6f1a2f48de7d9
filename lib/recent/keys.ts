import { hash } from 'node:crypto';
import { RowIndex } from '../row-index';

/** Words of a digest: 64 bits, which two of 20,000 texts share by chance once in 10¹¹ times. */
const WORDS = 2;

export type Digest = [first: number, second: number];

export function digest(text: string): Digest {
  const bytes = hash('sha256', text, 'buffer');
  return [bytes.readUInt32LE(0), bytes.readUInt32LE(4)];
}

/** Digests in rows that are made once. */
export class Digests {
  private readonly words: Uint32Array;

  constructor(rows: number) {
    this.words = new Uint32Array(rows * WORDS);
  }

  set(row: number, value: Digest): void {
    this.words.set(value, row * WORDS);
  }

  equals(row: number, [first, second]: Digest): boolean {
    return this.words[row * WORDS] === first && this.words[row * WORDS + 1] === second;
  }
}

/**
 * The texts that were added last, each with a row of its own: 20 bytes a text, however long, taken at once and beside the heap.
 * A Map or Set that texts come to and go from takes twice its size again each time its table fills with what is gone.
 */
export class RecentKeys {
  private readonly digests: Digests;
  private readonly index: RowIndex;
  private added = 0;

  constructor(private readonly most: number) {
    this.digests = new Digests(most);
    this.index = new RowIndex(most);
  }

  get size(): number {
    return Math.min(this.added, this.most);
  }

  /** Gives `text` the row of the oldest, though it may have one. */
  add(text: string): number {
    const row = this.added++ % this.most;
    if (this.added > this.most) this.index.remove(row);
    const value = digest(text);
    this.digests.set(row, value);
    this.index.add(row, value[0]);
    return row;
  }

  /** Where `text` was added last. */
  rowOf(text: string): number | undefined {
    const value = digest(text);
    return this.index.find(value[0], (row) => this.digests.equals(row, value));
  }
}
