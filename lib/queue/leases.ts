import type { Entry } from './entry';

/** A frame in flight. */
export interface Lease {
  entry: Entry;
  /** `taking`: being read; `out`: passed on; `ending`: about to be given up. */
  stage: 'taking' | 'out' | 'ending';
  /** Its try is counted on disk, or about to be. */
  counted?: boolean;
  /** It met what is no fault of its own: nothing finishes it before it came again. */
  isPutOff?: boolean;
  /** Steady milliseconds. */
  sentAt?: number;
  timer?: NodeJS.Timeout;
}

/** Frames in flight, each with the time by which it has to be done. Times are steady: the date may jump. */
export class Leases {
  /** Few, so a list will do; the tables that a busy Map leaves behind hold what they held until a full collection. */
  private readonly leases: Lease[] = [];

  /** @param expired is called for a frame that was not done in time, which is then still leased */
  constructor(private readonly expired: (lease: Lease) => void) {}

  get size(): number {
    return this.leases.length;
  }

  grant(entry: Entry): Lease {
    const lease: Lease = { entry, stage: 'taking' };
    this.leases.push(lease);
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
    for (const lease of this.leases) if (lease.stage === 'out') this.send(lease, ms);
  }

  of(entry: Entry): Lease | undefined {
    return this.leases.find((lease) => lease.entry === entry);
  }

  holds(lease: Lease): boolean {
    return this.leases.includes(lease);
  }

  end(lease: Lease): void {
    clearTimeout(lease.timer);
    const at = this.leases.indexOf(lease);
    if (at >= 0) this.leases.splice(at, 1);
  }

  all(): Lease[] {
    return [...this.leases];
  }

  clear(): void {
    for (const lease of this.all()) this.end(lease);
  }
}
