import { crc32 } from 'node:zlib';
import type { Entry } from './entry';

/** As many as there are dead letters at most, beside which few are in flight. */
const BUCKETS = 1024;

/** Entries by id, chained in buckets: for the reason that {@link RowIndex} gives, no Map. */
export class Entries {
  private readonly buckets = new Array<Entry | undefined>(BUCKETS).fill(undefined);

  add(entry: Entry): void {
    const bucket = bucketOf(entry.id);
    entry.next = this.buckets[bucket];
    this.buckets[bucket] = entry;
  }

  get(id: string): Entry | undefined {
    let entry = this.buckets[bucketOf(id)];
    while (entry && entry.id !== id) entry = entry.next;
    return entry;
  }

  delete(id: string): void {
    const bucket = bucketOf(id);
    let before: Entry | undefined;
    let entry = this.buckets[bucket];
    while (entry && entry.id !== id) [before, entry] = [entry, entry.next];
    if (!entry) return;
    if (before) before.next = entry.next;
    else this.buckets[bucket] = entry.next;
    entry.next = undefined;
  }

  *[Symbol.iterator](): Iterator<Entry> {
    for (const first of this.buckets) for (let entry = first; entry; entry = entry.next) yield entry;
  }
}

const bucketOf = (id: string) => crc32(id) % BUCKETS;
