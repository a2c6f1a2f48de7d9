import * as fs from 'node:fs';
import { join } from 'node:path';
import type { Disposition } from '../inspection/record';
import type { Building } from './build';
import type { CaseLimits, CaseState, NewCase, Space } from './case';
import { bytesOfRows, Columns } from './columns';
import { decode, HEADER, lengthAt, lengthIn, type Entry } from './entry';
import { IdTable } from './id-table';
import { IndexFile } from './index-file';
import { rowBytes } from './kernel/scores';
import { Log, type Place } from './log';
import { Tail } from './scanner';

const INDEX = /^index-(\d{6})\.ivf(\.tmp)?$/;
const DAY = 86_400_000;

/** Equal for encoders whose vectors can be compared. */
export const keyOf = ({ model, version, dimension }: Space): string => `${model} ${version} ${dimension}`;

/**
 * Cases on disk and what is known of them in memory. One thread alone has it; all calls block that thread.
 *
 * The log is the truth. The index holds vectors up to a place in the log, and what came later is in memory, so that it can
 * be lost at any time.
 */
export class Store {
  readonly log: Log;
  columns = new Columns();
  ids = new IdTable(this.columns);
  index?: IndexFile;
  tail?: Tail;
  space?: Space;
  dispositions = new Map<number, Disposition>();
  /** Rows that are not taken out. */
  kept = 0;

  constructor(private readonly folder: string) {
    this.log = new Log(folder);
    this.load();
  }

  private load(): void {
    let from: Place = { file: this.log.files[0]!, offset: 0 };
    const index = this.newestIndex();
    if (index) {
      from = index.header.upTo;
      this.columns = new Columns(index.header.columns, index.columns);
      this.dispositions = new Map(index.header.dispositions);
      this.use(index);
      const files = this.columns.get('file');
      for (let row = 0; row < this.columns.rows; row++) if (files[row]! < this.log.files[0]!) this.columns.takeOut(row);
    }
    this.ids = new IdTable(this.columns);
    for (let row = 0; row < this.columns.rows; row++) if (this.columns.isKept(row)) this.kept++;
    for (const { entry, file, offset } of this.log.replay(from)) this.apply(entry, { file, offset });
  }

  /** Keeps cases; they are on disk when it returns. The last one of an id counts. */
  put(cases: NewCase[]): void {
    this.commit(cases.map((each) => ({ kind: 'case', ...each })));
  }

  /** @returns whether there is such a case */
  decide(id: string, disposition: Disposition): boolean {
    const known = this.ids.find(id) !== undefined;
    if (known) this.commit([{ kind: 'disposition', id, disposition }]);
    return known;
  }

  drop(id: string): boolean {
    const known = this.ids.find(id) !== undefined;
    if (known) this.commit([{ kind: 'drop', id }]);
    return known;
  }

  private commit(entries: Entry[]): void {
    const places = this.log.commit(entries);
    entries.forEach((entry, index) => this.apply(entry, places[index]!));
  }

  private apply(entry: Entry, place: Place): void {
    const id = entry.kind === 'case' ? entry.record.id : entry.id;
    const known = this.ids.find(id);
    if (entry.kind === 'disposition') {
      if (known !== undefined) this.decided(known, entry.disposition);
      return;
    }
    const decided = known !== undefined ? this.dispositions.get(known) : undefined;
    if (known !== undefined) this.takeOut(known);
    if (entry.kind === 'drop') return;
    if (!this.space) this.prefer(entry.record.space);
    const row = this.columns.add(entry.record, place, keyOf(entry.record.space));
    this.ids.put(row);
    this.kept++;
    if (decided) this.decided(row, decided);
    if (keyOf(entry.record.space) === this.key) this.tail!.add(row, entry.vector);
  }

  private addFromLog(row: number): void {
    const found = this.read(row);
    if (found) this.tail!.add(row, found.vector);
  }

  private decided(row: number, disposition: Disposition): void {
    this.columns.decide(row, disposition);
    this.dispositions.set(row, disposition);
  }

  private takeOut(row: number): void {
    this.columns.takeOut(row);
    this.dispositions.delete(row);
    this.kept--;
  }

  /**
   * Makes an encoder the one whose vectors can be looked for; those it made before are fetched from the log. Without being
   * told so, it is the one whose vectors came first.
   */
  prefer(space: Space): void {
    if (this.key === keyOf(space)) return;
    this.index?.close();
    this.index = undefined;
    this.space = space;
    this.tail = new Tail(rowBytes(space.dimension));
    const number = this.columns.words.space.find(keyOf(space));
    const spaces = this.columns.get('space');
    for (let row = 0; row < this.columns.rows; row++) {
      if (spaces[row] === number && this.columns.isKept(row)) this.addFromLog(row);
    }
  }

  /** The last index that is whole; all others are deleted. */
  private newestIndex(): IndexFile | undefined {
    let newest: IndexFile | undefined;
    for (const name of indexNames(this.folder).reverse()) {
      const path = join(this.folder, name);
      newest ??= IndexFile.open(path, bytesOfRows);
      if (newest?.path !== path) fs.rmSync(path, { force: true });
    }
    return newest;
  }

  private nextIndex(): string {
    const last = INDEX.exec(indexNames(this.folder).at(-1) ?? '')?.[1];
    return join(this.folder, `index-${String(Number(last ?? 0) + 1).padStart(6, '0')}.ivf`);
  }

  private use(index: IndexFile): void {
    this.index = index;
    this.space = index.header.space;
    this.tail ??= new Tail(index.bytes);
  }

  /** Of the encoder whose vectors can be looked for. */
  get key(): string | undefined {
    return this.space && keyOf(this.space);
  }

  placeOf(row: number): Place {
    return { file: this.columns.get('file')[row]!, offset: this.columns.get('offset')[row]! };
  }

  /** All of a case; nothing when the disk has spoilt it. */
  read(row: number): NewCase | undefined {
    const place = this.placeOf(row);
    const bytes = this.log.read(place, lengthIn(this.log.read(place, HEADER)));
    const entry = lengthAt(bytes, 0) ? decode(bytes) : undefined;
    return entry?.kind === 'case' ? entry : undefined;
  }

  /** Lets the oldest cases beyond the limits go. @returns how many */
  retain({ days, cases }: CaseLimits, now: number): number {
    const at = this.columns.get('at');
    const oldest = days > 0 ? now - days * DAY : -Infinity;
    let gone = 0;
    for (let row = 0; row < this.columns.rows; row++) {
      if (!this.columns.isKept(row)) continue;
      const old = at[row]! < oldest || (cases > 0 && this.kept > cases);
      if (!old) break;
      this.takeOut(row);
      gone++;
    }
    if (gone > 0) this.log.removeBefore(this.firstFile());
    return gone;
  }

  /** The first row that is not taken out. */
  get firstKept(): number {
    let row = 0;
    while (row < this.columns.rows && !this.columns.isKept(row)) row++;
    return row;
  }

  private firstFile(): number {
    const row = this.firstKept;
    return row < this.columns.rows ? this.columns.get('file')[row]! : this.log.current;
  }

  /** What the next index is to be made of; nothing of it changes when cases come meanwhile. */
  building(): Building {
    const first = this.firstKept;
    const number = this.columns.words.space.find(this.key!);
    const spaces = this.columns.get('space');
    const kept = new Uint8Array(this.columns.rows);
    for (let row = 0; row < kept.length; row++) if (this.columns.isKept(row) && spaces[row] === number) kept[row] = 1;
    return {
      path: this.nextIndex(),
      before: this.index?.path,
      tail: this.tail!.all(),
      space: this.space!,
      bytes: this.tail!.bytes,
      kept,
      first,
      columns: this.columns.save(first),
      dispositions: [...this.dispositions].map(([row, disposition]) => [row - first, disposition]),
      upTo: this.log.end,
    };
  }

  /** Takes the index that was made of `building`; one of another encoder, which came meanwhile, is not looked at. */
  takeIndex({ path, space, first, tail }: Pick<Building, 'path' | 'first' | 'space'> & { tail: number }): void {
    if (this.key !== keyOf(space)) return;
    const index = IndexFile.open(path, bytesOfRows);
    if (!index) throw new Error(`${path}: damaged`);
    if (this.index) fs.rmSync(this.index.path, { force: true });
    this.index?.close();
    this.columns.forget(first);
    this.tail!.forget(tail, first);
    this.dispositions = new Map([...this.dispositions].map(([row, each]) => [row - first, each]));
    this.ids.rebuild();
    this.use(index);
  }

  state(): CaseState {
    const { header } = this.index ?? {};
    const at = this.columns.get('at');
    const number = this.key && this.columns.words.space.find(this.key);
    const spaces = this.columns.get('space');
    let [foreign, oldest, newest] = [0, Infinity, -Infinity];
    for (let row = 0; row < this.columns.rows; row++) {
      if (!this.columns.isKept(row)) continue;
      if (spaces[row] !== number) foreign++;
      oldest = Math.min(oldest, at[row]!);
      newest = Math.max(newest, at[row]!);
    }
    return {
      cases: this.kept,
      foreign,
      indexed: this.index?.count ?? 0,
      bytes: this.log.bytes,
      damaged: this.log.damaged,
      ...(this.kept > 0 && { oldest, newest }),
      space: this.space,
      ...(header && { recall: header.recall, probes: header.probes, lists: header.lists }),
    };
  }

  close(): void {
    this.index?.close();
    this.log.close();
  }
}

const indexNames = (folder: string): string[] =>
  fs
    .readdirSync(folder)
    .filter((name) => INDEX.test(name))
    .sort();
