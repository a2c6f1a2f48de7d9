import { InspectionError } from '../inspection/errors';
import { dot } from '../vector';
import type { CaseQuery, FoundCase, Space } from './case';
import { vectorIn } from './entry';
import { suits, type Suits } from './filter';
import { Nearest } from './nearest';
import { Scanner } from './scanner';
import { keyOf, type Store } from './store';

const COUNT = 5;
/** Candidates by vectors of 8 bit, for each case that is wanted, which are then compared as they came. */
const CANDIDATES = 4;
const LEAST_CANDIDATES = 40;
/** Where a filter leaves so few, each is compared as it came. */
const FEW = 2000;
/** A text's nearest pictures lie in more lists than a picture's. */
const TEXT_PROBES = 4;
/** Bytes of an entry before its vector, mostly. */
const RECORD = 1500;

interface Scored {
  row: number;
  score?: number;
}

/** Finds cases in a store. */
export class Search {
  private scanner?: Scanner;

  constructor(private readonly store: Store) {}

  /** @throws InspectionError ERR_CASES_MODEL, ERR_CASES_UNKNOWN */
  find(query: CaseQuery): FoundCase[] {
    if (query.like !== undefined) return this.like(query, query.like);
    const { count = COUNT, least = -1, vector } = query;
    if (vector) this.check(query);
    const wanted = this.wanted(query);
    const found = vector ? this.nearest(vector, query, wanted) : this.newest(count, wanted);
    const near = found.filter(({ score = 1 }) => score >= least).slice(0, count);
    return near.flatMap(({ row, score }) => {
      const read = this.store.read(row);
      if (!read) return [];
      const disposition = this.store.dispositions.get(row);
      return [{ record: read.record, disposition, similarity: score, picture: read.picture }];
    });
  }

  private like({ like: _, ...query }: CaseQuery, id: string): FoundCase[] {
    const row = this.store.ids.find(id);
    const read = row === undefined ? undefined : this.store.read(row);
    if (!read) throw new InspectionError('ERR_CASES_UNKNOWN', { id });
    const without = [...(query.without ?? []), id];
    return this.find({ ...query, vector: read.vector, space: read.record.space, without });
  }

  private check({ space }: CaseQuery): void {
    const { key, space: own, kept } = this.store;
    if (!key || !space || keyOf(space) === key) return;
    const name = ({ model, version }: Space) => `${model} (${version})`;
    throw new InspectionError('ERR_CASES_MODEL', { asked: name(space), stored: name(own!), count: kept });
  }

  private wanted({ filter, without = [] }: CaseQuery): Suits {
    const { columns, ids } = this.store;
    const like = suits(columns, filter);
    const not = new Set(without.flatMap((id) => ids.find(id) ?? []));
    return not.size > 0 ? (row) => !not.has(row) && like(row) : like;
  }

  private newest(count: number, wanted: Suits): Scored[] {
    const { columns } = this.store;
    const [at, nearest] = [columns.get('at'), new Nearest(count)];
    for (let row = 0; row < columns.rows; row++) {
      if (at[row]! > nearest.least && wanted(row)) nearest.add(row, at[row]!);
    }
    return nearest.list().map(({ row }) => ({ row }));
  }

  private nearest(vector: Float32Array, query: CaseQuery, wanted: Suits): Scored[] {
    const rows = query.filter && this.few(wanted);
    return this.exactly(vector, rows ?? this.candidates(vector, query, wanted));
  }

  /** All rows that are wanted, when they are few. */
  private few(wanted: Suits): number[] | undefined {
    const rows: number[] = [];
    const { columns, space } = this.store;
    const own = space && columns.words.space.find(this.store.key!);
    const spaces = columns.get('space');
    for (let row = 0; row < columns.rows; row++) {
      if (spaces[row] === own && wanted(row) && rows.push(row) > FEW) return undefined;
    }
    return rows;
  }

  private candidates(vector: Float32Array, query: CaseQuery, wanted: Suits): number[] {
    const { index, tail } = this.store;
    const nearest = new Nearest(Math.max(LEAST_CANDIDATES, CANDIDATES * (query.count ?? COUNT)));
    if (index) {
      if (this.scanner?.bytes !== index.bytes) this.scanner = new Scanner(index.bytes);
      const asked = this.scanner.ask(vector);
      for (const list of index.partition.lists.order(asked, this.probes(query, wanted))) {
        const [from, to] = [index.listStarts[list]!, index.listStarts[list + 1]!];
        this.scanner.scan(index, from, to - from, nearest, wanted);
      }
    }
    tail?.ask(vector);
    tail?.scanAll(nearest, wanted);
    return nearest.list().map(({ row }) => row);
  }

  /** A filter thins the lists out, so more of them are read: all when it lets but a few through. */
  private probes({ filter, text, exhaustive }: CaseQuery, wanted: Suits): number {
    const { lists, probes } = this.store.index!.header;
    if (exhaustive) return lists;
    const many = probes * (text ? TEXT_PROBES : 1);
    return filter ? Math.min(lists, Math.ceil(many * this.thinning(wanted))) : Math.min(lists, many);
  }

  private thinning(wanted: Suits): number {
    const { columns, kept } = this.store;
    const stride = Math.max(1, Math.floor(columns.rows / 10_000));
    let [seen, like] = [0, 0];
    for (let row = 0; row < columns.rows; row += stride) {
      if (columns.isKept(row)) seen++;
      if (wanted(row)) like++;
    }
    return like === 0 ? kept : seen / like;
  }

  /** By the vectors as they came. */
  private exactly(vector: Float32Array, rows: number[]): Scored[] {
    const scored = rows.flatMap((row) => {
      const own = this.vectorOf(row);
      return own ? [{ row, score: dot(own, vector) }] : [];
    });
    return scored.sort((a, b) => b.score - a.score);
  }

  private vectorOf(row: number): Float32Array | undefined {
    const { log, space } = this.store;
    const place = this.store.placeOf(row);
    const vector = vectorIn(log.read(place, RECORD + 4 * space!.dimension)) ?? this.store.read(row)?.vector;
    return vector?.length === space!.dimension ? vector : undefined;
  }
}
