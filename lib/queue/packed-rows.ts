import { crc32 } from 'node:zlib';
import type { Entry } from './entry';
import { RowIndex } from '../row-index';

const ROWS_A_PAGE = 1024;
/** Kept for the next backlog: what is let go of leaves memory with a full collection only, which may be hours away. */
const KEPT_PAGES = 32;
/** Instead of a row. */
const NONE = -1;
/** Bytes of a row for its texts: an id of 36 letters, the print of a picture, a topic as its line. */
const TEXTS = 96;
const DECISIONS = [undefined, 'ok', 'ng', 'review'] as const;

/** What of an entry decides when its turn is, and how old it is. */
export type Glance = Pick<Entry, 'seq' | 'priority' | 'decision' | 'bornAt'>;

class Page {
  /** Of a row that is free, the next one that is. */
  readonly seq = new Float64Array(ROWS_A_PAGE);
  readonly tries = new Uint32Array(ROWS_A_PAGE);
  readonly bytes = new Float64Array(ROWS_A_PAGE);
  readonly acceptedAt = new Float64Array(ROWS_A_PAGE);
  readonly bornAt = new Float64Array(ROWS_A_PAGE);
  readonly priority = new Int8Array(ROWS_A_PAGE);
  readonly decision = new Uint8Array(ROWS_A_PAGE);
  readonly length = new Uint8Array(ROWS_A_PAGE);
  readonly texts = Buffer.alloc(TEXTS * ROWS_A_PAGE);
}

/**
 * Entries as rows of numbers and bytes beside the heap, some 150 bytes each. As objects they would take 230, of
 * an old space that V8 does not give back.
 */
export class PackedRows {
  private readonly pages: Page[] = [];
  /** The row that became free last. */
  private free = NONE;
  private count = 0;
  private index = new RowIndex();
  /** Texts that are longer than a row has room for. */
  private readonly long = new Map<number, string>();

  /** The number of its row, until it is taken. */
  put({ id, print, line, ...entry }: Entry): number {
    const row = this.free === NONE ? this.count : this.free;
    this.count++;
    if (row === ROWS_A_PAGE * this.pages.length) this.pages.push(new Page());
    const { page, at } = this.placeOf(row);
    if (row === this.free) this.free = page.seq[at]!;
    page.seq[at] = entry.seq;
    page.tries[at] = entry.tries;
    page.bytes[at] = entry.bytes;
    page.acceptedAt[at] = entry.acceptedAt;
    page.bornAt[at] = entry.bornAt!;
    page.priority[at] = entry.priority;
    page.decision[at] = DECISIONS.indexOf(entry.decision);
    this.putTexts(row, JSON.stringify([id, print, line]));
    this.index.add(row, crc32(id));
    return row;
  }

  /** The entry anew; its row is another's from now on. */
  take(row: number): Entry {
    const { page, at } = this.placeOf(row);
    const [id, print, line] = this.textsOf(row);
    const [tries, bytes, acceptedAt] = [page.tries[at]!, page.bytes[at]!, page.acceptedAt[at]!];
    const entry = { id, print, line, ...this.glance(row), tries, bytes, acceptedAt };
    this.index.remove(row);
    this.long.delete(row);
    page.texts.fill(0, TEXTS * at, TEXTS * (at + 1));
    page.seq[at] = this.free;
    this.free = row;
    if (--this.count === 0) this.beginAnew();
    return entry;
  }

  private beginAnew(): void {
    this.free = NONE;
    if (this.pages.length <= KEPT_PAGES) return;
    this.pages.length = KEPT_PAGES;
    this.index = new RowIndex();
  }

  glance(row: number): Glance {
    const { page, at } = this.placeOf(row);
    const decision = DECISIONS[page.decision[at]!];
    return { seq: page.seq[at]!, priority: page.priority[at]!, decision, bornAt: page.bornAt[at]! };
  }

  lineOf(row: number): string {
    return this.textsOf(row)[2];
  }

  printOf(row: number): string {
    return this.textsOf(row)[1];
  }

  find(id: string): number | undefined {
    return this.index.find(crc32(id), (row) => this.textsOf(row)[0] === id);
  }

  hasPrint(print: string): boolean {
    const within = `",${JSON.stringify(print)},"`;
    for (const { texts } of this.pages) if (texts.includes(within)) return true;
    for (const json of this.long.values()) if (json.includes(within)) return true;
    return false;
  }

  private putTexts(row: number, json: string): void {
    const { page, at } = this.placeOf(row);
    const length = Buffer.byteLength(json);
    page.length[at] = length <= TEXTS ? length : 0;
    if (length <= TEXTS) page.texts.write(json, TEXTS * at);
    else this.long.set(row, json);
  }

  private textsOf(row: number): [id: string, print: string, line: string] {
    const { page, at } = this.placeOf(row);
    const json = this.long.get(row) ?? page.texts.toString('utf8', TEXTS * at, TEXTS * at + page.length[at]!);
    return JSON.parse(json) as [string, string, string];
  }

  private placeOf(row: number): { page: Page; at: number } {
    return { page: this.pages[Math.floor(row / ROWS_A_PAGE)]!, at: row % ROWS_A_PAGE };
  }
}
