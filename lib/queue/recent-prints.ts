import { hash } from 'node:crypto';
import { RowIndex } from './row-index';

/** Words of a digest: 64 bits, which two of 20,000 texts share by chance once in 10¹¹ times. */
const WORDS = 2;
const ROW = 2 * WORDS;

/** The ids that were added last, each with the print of its picture, as digests: 28 bytes an id, however long. */
export class RecentPrints {
  /** Digest of the id, digest of the print; the oldest row is written over. */
  private readonly rows: Uint32Array;
  private readonly index: RowIndex;
  private added = 0;

  constructor(private readonly most: number) {
    this.rows = new Uint32Array(most * ROW);
    this.index = new RowIndex(most);
  }

  add(id: string, print: string): void {
    const row = this.added++ % this.most;
    if (this.added > this.most) this.index.remove(row);
    const key = digest(id);
    this.rows.set([...key, ...digest(print)], row * ROW);
    this.index.add(row, key[0]!);
  }

  /** Whether this id was added, with this print where one is given; the print that it had last counts. */
  has(id: string, print?: string): boolean {
    const key = digest(id);
    const row = this.index.find(key[0]!, (each) => this.equals(each * ROW, key));
    return row !== undefined && (print === undefined || this.equals(row * ROW + WORDS, digest(print)));
  }

  hasPrint(print: string): boolean {
    const wanted = digest(print);
    for (let row = Math.min(this.added, this.most) - 1; row >= 0; row--) {
      if (this.equals(row * ROW + WORDS, wanted)) return true;
    }
    return false;
  }

  private equals(at: number, [first, second]: Digest): boolean {
    return this.rows[at] === first && this.rows[at + 1] === second;
  }
}

type Digest = [first: number, second: number];

function digest(text: string): Digest {
  const bytes = hash('sha256', text, 'buffer');
  return [bytes.readUInt32LE(0), bytes.readUInt32LE(4)];
}
