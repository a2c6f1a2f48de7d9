import type { Entry } from './entry';
import type { KnownFrames } from './known-frames';
import type { Glance } from './packed-rows';

/** The row of a packed frame; a frame that came back is an object still. */
type Waiting = number | Entry;

interface Lane {
  /** By seq. */
  waiting: Waiting[];
  busy: boolean;
}

interface Place extends Glance {
  lane: Lane;
  at: number;
}

const firstToGo = (a: Glance, b: Glance) => b.priority - a.priority || a.seq - b.seq;
const firstToSpare = (a: Glance, b: Glance) => a.priority - b.priority || a.seq - b.seq;

/**
 * What waits, in the order it is to be passed on: higher priority first, then older first. By line, frames of one line
 * go strictly one after the other and never overtake each other; priority then chooses between lines.
 */
export class Order {
  private readonly lanes = new Map<string, Lane>();
  private count = 0;

  constructor(
    private readonly known: KnownFrames,
    readonly byLine: boolean,
  ) {}

  get size(): number {
    return this.count;
  }

  add(frame: Waiting): void {
    const { seq } = this.look(frame);
    const { waiting } = this.laneOf(frame);
    let at = waiting.length;
    if (at > 0 && this.look(waiting[0]!).seq > seq) at = 0;
    while (at > 0 && this.look(waiting[at - 1]!).seq > seq) at--;
    waiting.splice(at, 0, frame);
    this.count++;
  }

  /** Takes out what is to go next. By line, nothing more of its line goes until {@link free}. */
  take(): Entry | undefined {
    const [next] = this.heads(false).sort(firstToGo);
    if (next) next.lane.busy = this.byLine;
    return next && this.takeOut(next);
  }

  /** The frame is in flight already, taken from an earlier order. */
  hold(entry: Entry): void {
    if (this.byLine) this.laneOf(entry).busy = true;
  }

  /** The frame is no longer in flight. */
  free(entry: Entry): void {
    const lane = this.laneOf(entry);
    lane.busy = false;
    if (lane.waiting.length === 0) this.lanes.delete(this.keyOf(entry));
  }

  /** The packed frame as an object, in the same place. */
  unpack(row: number): Entry {
    const { waiting } = this.laneOf(row);
    return (waiting[waiting.indexOf(row)] = this.known.unpack(row));
  }

  remove(entry: Entry): boolean {
    const lane = this.laneOf(entry);
    const at = lane.waiting.indexOf(entry);
    if (at >= 0) this.takeOut({ lane, at });
    return at >= 0;
  }

  oldest(): Glance | undefined {
    return this.heads(true).sort((a, b) => a.seq - b.seq)[0];
  }

  /** Takes out what may be spared first: of the lowest priority the oldest; with a decision, the oldest of that decision. */
  spare(decision?: Entry['decision']): Entry | undefined {
    const candidates = decision ? this.places().filter((place) => place.decision === decision) : this.heads(true);
    const [first] = candidates.sort(firstToSpare);
    return first && this.takeOut(first);
  }

  all(): Waiting[] {
    return [...this.lanes.values()].flatMap(({ waiting }) => waiting);
  }

  private takeOut({ lane, at }: Pick<Place, 'lane' | 'at'>): Entry {
    const [frame] = at === 0 ? [lane.waiting.shift()!] : lane.waiting.splice(at, 1);
    this.count--;
    return typeof frame === 'number' ? this.known.unpack(frame) : frame!;
  }

  private heads(evenBusy: boolean): Place[] {
    const lanes = [...this.lanes.values()].filter(({ waiting, busy }) => waiting.length > 0 && (evenBusy || !busy));
    return lanes.map((lane) => this.placeOf(lane, 0));
  }

  private places(): Place[] {
    return [...this.lanes.values()].flatMap((lane) => lane.waiting.map((_, at) => this.placeOf(lane, at)));
  }

  private placeOf(lane: Lane, at: number): Place {
    const { seq, priority, decision, bornAt } = this.look(lane.waiting[at]!);
    return { lane, at, seq, priority, decision, bornAt };
  }

  private look(frame: Waiting): Glance {
    return typeof frame === 'number' ? this.known.glance(frame) : frame;
  }

  private keyOf(frame: Waiting): string {
    if (!this.byLine) return String(this.look(frame).priority);
    return typeof frame === 'number' ? this.known.lineOf(frame) : frame.line;
  }

  private laneOf(frame: Waiting): Lane {
    const key = this.keyOf(frame);
    let lane = this.lanes.get(key);
    if (!lane) this.lanes.set(key, (lane = { waiting: [], busy: false }));
    return lane;
  }
}
