import { createHash } from 'node:crypto';
import type { Disposition } from '../inspection/record';
import type { Case } from './case';
import type { Place } from './log';
import { Words } from './words';

/** What is held in memory of each case: 52 bytes, and texts once. The rest is read from the log. */
const SHAPE = {
  at: Float64Array,
  idHigh: Uint32Array,
  idLow: Uint32Array,
  file: Uint32Array,
  offset: Uint32Array,
  line: Uint32Array,
  station: Uint32Array,
  lot: Uint32Array,
  product: Uint32Array,
  label: Uint16Array,
  decision: Uint16Array,
  disposition: Uint16Array,
  space: Uint16Array,
} as const;

export type Column = keyof typeof SHAPE;
const NAMES = Object.keys(SHAPE) as Column[];

const WORDS = ['line', 'station', 'lot', 'product', 'label', 'decision', 'disposition', 'space'] as const;
export type WordColumn = (typeof WORDS)[number];

type Arrays = { -readonly [K in Column]: InstanceType<(typeof SHAPE)[K]> };

export interface SavedColumns {
  rows: number;
  words: Record<WordColumn, string[]>;
}

/** The first 64 bits of an id's SHA-256. */
export function printOfId(id: string): [high: number, low: number] {
  const print = createHash('sha256').update(id).digest();
  return [print.readUInt32LE(0), print.readUInt32LE(4)];
}

/** Facts of cases, a row each in the order they came. A row whose time is not a number was taken out. */
export class Columns {
  rows: number;
  readonly words: Record<WordColumn, Words>;
  private arrays: Arrays;

  constructor(saved?: SavedColumns, bytes?: Uint8Array) {
    this.rows = saved?.rows ?? 0;
    this.words = Object.fromEntries(WORDS.map((name) => [name, new Words(saved?.words[name])])) as typeof this.words;
    this.arrays = emptyArrays(Math.max(1024, this.rows * 1.25));
    let at = 0;
    for (const name of bytes ? NAMES : []) {
      const part = bytes!.subarray(at, (at += this.rows * SHAPE[name].BYTES_PER_ELEMENT));
      new Uint8Array(this.arrays[name].buffer).set(part);
    }
  }

  get<K extends Column>(name: K): Arrays[K] {
    return this.arrays[name];
  }

  /** @returns the new row */
  add(record: Case, { file, offset }: Place, space: string): number {
    if (this.rows === this.arrays.at.length) this.grow();
    const [row, [idHigh, idLow]] = [this.rows++, printOfId(record.id)];
    const words = { ...record, label: record.label?.id, space, disposition: undefined };
    const values = { at: Date.parse(record.at), idHigh, idLow, file, offset };
    for (const name of WORDS) this.arrays[name][row] = this.words[name].number(words[name]);
    for (const [name, value] of Object.entries(values)) this.arrays[name as Column][row] = value;
    return row;
  }

  decide(row: number, { decision }: Disposition): void {
    this.arrays.disposition[row] = this.words.disposition.number(decision);
  }

  takeOut(row: number): void {
    this.arrays.at[row] = NaN;
  }

  isKept(row: number): boolean {
    return !Number.isNaN(this.arrays.at[row]!);
  }

  /** The rows from `first` on of every column, one after the other, and what belongs to them. */
  save(first: number): { saved: SavedColumns; bytes: Uint8Array[] } {
    const words = Object.fromEntries(WORDS.map((name) => [name, this.words[name].texts])) as SavedColumns['words'];
    const bytes = NAMES.map((name) => new Uint8Array(this.arrays[name].slice(first, this.rows).buffer));
    return { saved: { rows: this.rows - first, words }, bytes };
  }

  /** Takes the first rows away, so that memory does not grow with what retention let go. */
  forget(rows: number): void {
    for (const name of NAMES) this.arrays[name].copyWithin(0, rows, this.rows);
    this.rows -= rows;
  }

  private grow(): void {
    const larger = emptyArrays(Math.ceil(this.rows * 1.5));
    for (const name of NAMES) larger[name].set(this.arrays[name] as never);
    this.arrays = larger;
  }
}

/** Bytes of all columns together. */
export const bytesOfRows = (rows: number): number =>
  NAMES.reduce((sum, name) => sum + rows * SHAPE[name].BYTES_PER_ELEMENT, 0);

function emptyArrays(rows: number): Arrays {
  return Object.fromEntries(NAMES.map((name) => [name, new SHAPE[name](Math.ceil(rows))])) as Arrays;
}
