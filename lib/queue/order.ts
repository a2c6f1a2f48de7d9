import type { Entry } from './entry';

interface Lane {
  /** By seq. */
  entries: Entry[];
  busy: boolean;
}

/**
 * What waits, in the order it is to be passed on: higher priority first, then older first. By line, frames of one line
 * go strictly one after the other and never overtake each other; priority then chooses between lines.
 */
export class Order {
  private readonly lanes = new Map<string, Lane>();
  private count = 0;

  constructor(readonly byLine: boolean) {}

  get size(): number {
    return this.count;
  }

  add(entry: Entry): void {
    const { entries } = this.laneOf(entry);
    let at = entries.length;
    if (at > 0 && entries[0]!.seq > entry.seq) at = 0;
    while (at > 0 && entries[at - 1]!.seq > entry.seq) at--;
    entries.splice(at, 0, entry);
    this.count++;
  }

  /** Takes out what is to go next. By line, nothing more of its line goes until {@link free}. */
  take(): Entry | undefined {
    const next = this.heads(false).sort((a, b) => b.priority - a.priority || a.seq - b.seq)[0];
    if (!next) return undefined;
    this.laneOf(next).busy = this.byLine;
    this.laneOf(next).entries.shift();
    this.count--;
    return next;
  }

  /** The frame is in flight already, taken from an earlier order. */
  hold(entry: Entry): void {
    if (this.byLine) this.laneOf(entry).busy = true;
  }

  /** The frame is no longer in flight. */
  free(entry: Entry): void {
    const lane = this.laneOf(entry);
    lane.busy = false;
    if (lane.entries.length === 0) this.lanes.delete(this.keyOf(entry));
  }

  remove(entry: Entry): boolean {
    const { entries } = this.laneOf(entry);
    const at = entries.indexOf(entry);
    if (at < 0) return false;
    entries.splice(at, 1);
    this.count--;
    return true;
  }

  oldest(): Entry | undefined {
    return this.heads(true).sort((a, b) => a.seq - b.seq)[0];
  }

  /** What may be spared first: of the lowest priority the oldest; with a decision, the oldest of that decision. */
  spare(decision?: Entry['decision']): Entry | undefined {
    const candidates = decision ? this.all().filter((entry) => entry.decision === decision) : this.heads(true);
    return candidates.sort((a, b) => a.priority - b.priority || a.seq - b.seq)[0];
  }

  all(): Entry[] {
    return [...this.lanes.values()].flatMap(({ entries }) => entries);
  }

  private heads(evenBusy: boolean): Entry[] {
    const heads: Entry[] = [];
    for (const { entries, busy } of this.lanes.values()) {
      if (entries[0] && (evenBusy || !busy)) heads.push(entries[0]);
    }
    return heads;
  }

  private keyOf({ line, priority }: Entry): string {
    return this.byLine ? line : String(priority);
  }

  private laneOf(entry: Entry): Lane {
    const key = this.keyOf(entry);
    let lane = this.lanes.get(key);
    if (!lane) this.lanes.set(key, (lane = { entries: [], busy: false }));
    return lane;
  }
}
