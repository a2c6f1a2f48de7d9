import type { Entry } from './entry';

/** A frame in flight. */
export interface Lease {
  entry: Entry;
  /** `taking`: being read; `out`: passed on; `ending`: about to be given up. */
  stage: 'taking' | 'out' | 'ending';
  /** Its try is counted on disk, or about to be. */
  counted?: boolean;
  /** Steady milliseconds. */
  sentAt?: number;
  timer?: NodeJS.Timeout;
}

/** Frames in flight, each with the time by which it has to be done. Times are steady: the date may jump. */
export class Leases {
  private readonly byEntry = new Map<Entry, Lease>();

  /** @param expired is called for a frame that was not done in time, which is then still leased */
  constructor(private readonly expired: (lease: Lease) => void) {}

  get size(): number {
    return this.byEntry.size;
  }

  grant(entry: Entry): Lease {
    const lease: Lease = { entry, stage: 'taking' };
    this.byEntry.set(entry, lease);
    return lease;
  }

  /** The frame was passed on, or failed and rests: it has `ms` from now. */
  send(lease: Lease, ms: number): void {
    lease.stage = 'out';
    clearTimeout(lease.timer);
    lease.timer = setTimeout(() => this.expired(lease), ms).unref();
  }

  /** Everything that is out has at most `ms` from now. */
  shorten(ms: number): void {
    for (const lease of this.byEntry.values()) if (lease.stage === 'out') this.send(lease, ms);
  }

  of(entry: Entry): Lease | undefined {
    return this.byEntry.get(entry);
  }

  holds(lease: Lease): boolean {
    return this.byEntry.get(lease.entry) === lease;
  }

  end(lease: Lease): void {
    clearTimeout(lease.timer);
    this.byEntry.delete(lease.entry);
  }

  all(): Lease[] {
    return [...this.byEntry.values()];
  }

  clear(): void {
    for (const lease of this.all()) this.end(lease);
  }
}
