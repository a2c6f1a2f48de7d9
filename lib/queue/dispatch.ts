import type { ErrorCode, InspectionError } from '../inspection/errors';
import type { Ages } from './clock';
import type { Entry, QueueSettings } from './entry';
import type { Message } from './frame-file';
import type { KnownFrames } from './known-frames';
import { Leases, type Lease } from './leases';
import { Order } from './order';
import type { Spool } from './spool';
import type { DiskTurns } from './disk-turns';
import type { UnderWay } from './under-way';

export interface Hands {
  /** Where frames go; undefined while nobody takes them. */
  deliver?: (message: Message, entry: Entry, waited: number) => void;
  /** Takes the frame out; the way to tell that it is gone, for when its slot is free. */
  giveUp(entry: Entry, code: ErrorCode, parameters: InspectionError['parameters']): Promise<() => void>;
  /** Frames that are done and still being taken off the disk. */
  leaving: UnderWay;
  trouble(error: Error): void;
}

/** While so many frames that are done have not left the disk yet, no further ones are passed on. */
const MOST_LEAVING = 64;

/** A full disk is not asked again sooner. */
const PUT_OFF_MS = 3000;

/** After some hundred frames a slow one is forgotten. */
const FADING = 0.98;

/** Passes frames on in their order, as many at a time as may be in flight, and takes back what is not done in time. */
export class Dispatch {
  private order: Order;
  private settings?: QueueSettings;
  private running = false;
  /** Frames are handed on one by one, in their order, so that no more than one is read at a time. */
  private handing: Promise<void> = Promise.resolve();
  /** Milliseconds the slowest frame took lately. */
  private slowest = 0;
  private readonly leases = new Leases((lease) => (lease.isPutOff ? this.giveBack(lease) : this.takeBack(lease)));

  constructor(
    private readonly spool: Spool,
    private readonly known: KnownFrames,
    private readonly turns: DiskTurns,
    private readonly ages: Ages,
    private readonly hands: Hands,
  ) {
    this.order = new Order(known, false);
  }

  get waiting(): number {
    return this.order.size;
  }

  get inFlight(): number {
    return this.leases.size;
  }

  /** Age of the oldest frame that is not done, milliseconds. */
  get oldest(): number {
    const open = [this.order.oldest() ?? [], this.leases.all().map(({ entry }) => entry)].flat();
    return Math.max(0, ...open.map((frame) => this.ages.of(frame)));
  }

  configure(settings: QueueSettings): void {
    this.settings = settings;
    const waiting = this.order.all();
    this.order = new Order(this.known, settings.byLine);
    for (const frame of waiting) this.order.add(frame);
    for (const { entry } of this.leases.all()) this.order.hold(entry);
  }

  add(entry: Entry): void {
    this.order.add(this.known.pack(entry));
    this.pump();
  }

  /** Takes out the frame that can best be spared, if any waits. */
  spare(decision?: Entry['decision']): Entry | undefined {
    return this.order.spare(decision);
  }

  /** The frame of this id that waits or is in flight, or is a dead letter. */
  find(id: string): Entry | undefined {
    const frame = this.known.get(id);
    return typeof frame === 'number' ? this.order.unpack(frame) : frame;
  }

  /** See {@link Inbox.start}. */
  start(inFlight: 'lost' | 'perhaps'): void {
    // Nothing goes before all that comes again stands in its place.
    this.running = false;
    const { retryMs, leaseMs } = this.settings!;
    if (inFlight === 'perhaps') this.leases.shorten(Math.min(leaseMs, Math.max(retryMs, 2 * this.slowest)));
    else for (const lease of this.leases.all()) if (lease.stage !== 'ending') this.giveBack(lease);
    this.running = true;
    this.pump();
  }

  stop(): void {
    this.running = false;
  }

  async close(): Promise<void> {
    this.stop();
    this.leases.clear();
    await this.handing;
  }

  /** The frame is done: it neither waits nor is in flight any more. False when it did neither. */
  complete(entry: Entry): boolean {
    const lease = this.leases.of(entry);
    if (!lease) return this.order.remove(entry);
    if (lease.stage === 'ending' || lease.isPutOff) return false;
    if (lease.sentAt !== undefined) this.slowest = Math.max(performance.now() - lease.sentAt, FADING * this.slowest);
    this.release(lease);
    return true;
  }

  /** Work on the frame failed. False when it is not in flight. */
  fail(entry: Entry): boolean {
    const lease = this.leases.of(entry);
    if (lease?.stage !== 'out') return false;
    if (lease.isPutOff) return true;
    const { maxTries, retryMs } = this.settings!;
    this.leases.send(lease, entry.tries < maxTries ? retryMs : 0);
    return true;
  }

  /** See {@link Fate}. */
  putOff(id: string): void {
    const entry = this.find(id);
    const lease = entry && this.leases.of(entry);
    if (lease?.stage !== 'out') return;
    lease.isPutOff = true;
    this.leases.send(lease, Math.max(PUT_OFF_MS, this.settings!.retryMs));
  }

  /** See {@link Fate}. */
  interrupt(): void {
    for (const lease of this.leases.all()) if (lease.stage === 'out') lease.isPutOff = true;
  }

  /** See {@link Inbox.refuse}. */
  refuse(entry: Entry, { code, parameters }: InspectionError): boolean {
    const lease = this.leases.of(entry);
    if (lease?.stage !== 'out') return false;
    this.end(lease, code, parameters).catch((thrown: Error) => this.hands.trouble(thrown));
    return true;
  }

  private pump(): void {
    while (this.running && this.leases.size < this.settings!.inFlight) {
      const entry = this.order.take();
      if (!entry) return;
      const lease = this.leases.grant(entry);
      this.handing = this.handing.then(() => this.hand(lease)).catch((thrown: Error) => this.hands.trouble(thrown));
    }
  }

  private async hand(lease: Lease): Promise<void> {
    await this.hands.leaving.atMost(MOST_LEAVING);
    const { entry } = lease;
    // A try may still be being taken back.
    await this.turns.of(entry, () => Promise.resolve());
    if (!this.leases.holds(lease)) return;
    const { maxAgeMs, maxTries, leaseMs } = this.settings!;
    const waited = this.ages.of(entry);
    if (maxAgeMs > 0 && waited > maxAgeMs) return this.end(lease, 'ERR_INBOX_EXPIRED', {});
    if (entry.tries >= maxTries) return this.end(lease, 'ERR_INBOX_TRIES', { tries: entry.tries });
    let message: Message;
    try {
      lease.counted = true;
      await this.turns.of(entry, () => this.spool.count(entry, 1));
      message = await this.turns.of(entry, () => this.spool.read(entry));
    } catch (thrown) {
      if (!this.leases.holds(lease)) return;
      const parameters = { path: this.spool.path('waiting', entry), reason: (thrown as Error).message };
      return this.end(lease, 'ERR_INBOX_DAMAGED', parameters);
    }
    if (!this.leases.holds(lease)) return;
    if (!this.hands.deliver) return this.giveBack(lease);
    lease.sentAt = performance.now();
    this.leases.send(lease, leaseMs);
    this.hands.deliver(message, entry, waited);
  }

  private async end(lease: Lease, code: ErrorCode, parameters: InspectionError['parameters']): Promise<void> {
    lease.stage = 'ending';
    clearTimeout(lease.timer);
    const tell = await this.hands.giveUp(lease.entry, code, parameters).finally(() => this.release(lease));
    tell();
  }

  /** The frame never reached anybody, or was lost through no fault of its own: the try does not count. */
  private giveBack(lease: Lease): void {
    const { entry, counted } = lease;
    const uncounted = counted && this.turns.of(entry, () => this.spool.count(entry, -1));
    if (uncounted) uncounted.catch((thrown: Error) => this.hands.trouble(thrown));
    this.takeBack(lease);
  }

  private takeBack(lease: Lease): void {
    this.order.add(lease.entry);
    this.release(lease);
  }

  private release(lease: Lease): void {
    if (this.leases.holds(lease)) {
      this.leases.end(lease);
      this.order.free(lease.entry);
    }
    this.pump();
  }
}
