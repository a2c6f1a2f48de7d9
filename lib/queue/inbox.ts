import { InspectionError, type ErrorCode } from '../inspection/errors';
import type { Inspection } from '../inspection/record';
import { countUnwritten } from './backlog';
import { Ages, systemClock, type Clock } from './clock';
import type { Consumer } from './consumer';
import { DeadLetters } from './dead-letters';
import { Dispatch, type Hands } from './dispatch';
import { DoneLog } from './done-log';
import type { Entry, FrameFacts, QueueSettings, QueueState } from './entry';
import { onFate } from './finished';
import { encodeFrame, type Message } from './frame-file';
import { hold } from './hold';
import { KnownFrames } from './known-frames';
import { brokenLimit } from './room';
import { Spool } from './spool';
import { DiskTurns } from './disk-turns';
import { UnderWay } from './under-way';

/** Most messages whose pictures wait in memory for the disk. */
const MOST_UNWRITTEN = 200;

/** What is not worth keeping for a person. */
const LET_GO: ErrorCode[] = ['ERR_INBOX_DROPPED', 'ERR_INBOX_EXPIRED'];

export type Accepted = 'accepted' | 'duplicate' | 'dropped';

/** A queue of frames in a folder. What was accepted comes until it is finished, whatever happens to the process. */
export class Inbox {
  private readonly turns = new DiskTurns();
  private readonly leaving = new UnderWay();
  private readonly reported = new WeakSet<Entry>();
  private readonly counts = { accepted: 0, finished: 0, dropped: 0, duplicates: 0 };
  private readonly stopListening: () => void;
  private readonly known: KnownFrames;
  private readonly dispatch: Dispatch;
  private readonly letters: DeadLetters;
  private readonly ages: Ages;
  private readonly hands: Hands;
  private consumer?: Consumer;
  private settings?: QueueSettings;
  private bytes = 0;
  private nextSeq = 1;

  /** @throws InspectionError ERR_INBOX_HELD; the system's error when the folder cannot be used */
  static async open(folder: string, clock: Clock = systemClock): Promise<Inbox> {
    const letGo = await hold(folder);
    try {
      const inbox = new Inbox(new Spool(folder), new DoneLog(folder), clock, letGo);
      await inbox.load();
      return inbox;
    } catch (thrown) {
      letGo();
      throw thrown;
    }
  }

  private constructor(
    private readonly spool: Spool,
    private readonly done: DoneLog,
    private readonly clock: Clock,
    private readonly letGo: () => void,
  ) {
    this.ages = new Ages(clock);
    this.known = new KnownFrames(done);
    this.letters = new DeadLetters(spool);
    this.hands = {
      giveUp: (entry, code, parameters) => this.giveUp(entry, code, parameters),
      leaving: this.leaving,
      trouble: (error) => this.consumer?.trouble(error),
    };
    this.dispatch = new Dispatch(spool, this.known, this.turns, this.ages, this.hands);
    this.stopListening = onFate({
      finished: (id) => this.hearOfReport(id),
      putOff: (id) => this.dispatch.putOff(id),
      interrupted: () => this.settings?.finishedBy === 'report' && this.dispatch.interrupt(),
    });
  }

  private hearOfReport(id: string): void {
    if (this.settings?.finishedBy === 'report') return void this.finish(id);
    const entry = this.dispatch.find(id);
    if (entry) this.reported.add(entry);
  }

  private async load(): Promise<void> {
    const { waiting, dead } = await this.spool.open();
    await this.done.open();
    for (const { entry } of dead) this.known.add(entry);
    this.letters.fill(dead);
    for (const entry of waiting) {
      if (this.done.has(entry.id, entry.print)) await this.spool.remove('waiting', entry);
      else this.enter(entry);
    }
    const all = [...waiting, ...dead.map(({ entry }) => entry)];
    this.nextSeq = all.reduce((last, { seq }) => Math.max(last, seq), 0) + 1;
  }

  /**
   * Names who gets the frames from now on. Nothing is passed on before {@link start}.
   *
   * @throws InspectionError ERR_INBOX_HELD when somebody gets them already
   */
  attach(consumer: Consumer, settings: QueueSettings): void {
    if (this.consumer) throw new InspectionError('ERR_INBOX_HELD', { path: this.spool.folder });
    this.consumer = consumer;
    this.settings = settings;
    this.hands.deliver = (message, entry, waited) => consumer.deliver(message, entry, waited);
    this.dispatch.configure(settings);
  }

  detach(): void {
    this.dispatch.stop();
    this.consumer = undefined;
    this.hands.deliver = undefined;
  }

  /**
   * Begins to pass frames on.
   *
   * @param inFlight what happened to frames in flight: `lost`, they come again at once and the try does not count;
   *   `perhaps`, they come again when they are not done in twice the time that frames took lately
   */
  start(inFlight: 'lost' | 'perhaps'): void {
    this.dispatch.start(inFlight);
  }

  /** Passes nothing on until the next {@link start}, and goes on accepting. */
  pause(): void {
    this.dispatch.stop();
  }

  /**
   * Writes a frame to disk; it is safe when the promise resolves. Calls are carried out in order. The record's id may
   * change, see {@link KnownFrames.freshId}.
   *
   * @param message its record, if there is one, has `facts.id` and is `inspection`
   * @throws InspectionError ERR_INBOX_FULL, ERR_INBOX_DISK
   */
  async accept(message: Message, facts: FrameFacts): Promise<Accepted> {
    if (this.turns.waiting >= MOST_UNWRITTEN) throw new InspectionError('ERR_INBOX_FULL', { limit: MOST_UNWRITTEN });
    return countUnwritten(this.turns.take(() => this.write(message, facts)));
  }

  private async write(message: Message, facts: FrameFacts): Promise<Accepted> {
    const id = this.known.freshId(facts);
    if (id === undefined) {
      this.counts.duplicates++;
      return 'duplicate';
    }
    if (message.inspection) (message.inspection as Inspection).id = id;
    const acceptedAt = this.clock.wall();
    const { parts, bytes } = encodeFrame(message, { ...facts, id, acceptedAt });
    if (!(await this.makeRoom(bytes))) return 'dropped';
    const entry: Entry = { ...facts, id, acceptedAt, bytes, seq: this.nextSeq++, tries: 0 };
    await this.onDisk(this.spool.add(entry, parts));
    this.counts.accepted++;
    this.enter(entry);
    return 'accepted';
  }

  private async makeRoom(bytes: number): Promise<boolean> {
    const settings = this.settings!;
    for (;;) {
      const limit = await this.onDisk(brokenLimit(this.spool.folder, bytes, this.state, settings));
      if (limit === undefined) return true;
      if (settings.whenFull === 'dropNewest') {
        this.counts.dropped++;
        return false;
      }
      const sparable = settings.whenFull === 'dropOk' ? 'ok' : undefined;
      const victim = settings.whenFull === 'refuse' ? undefined : this.dispatch.spare(sparable);
      if (!victim) throw new InspectionError('ERR_INBOX_FULL', { limit });
      const tell = await this.giveUp(victim, 'ERR_INBOX_DROPPED', { limit });
      tell();
    }
  }

  private async onDisk<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (thrown) {
      const reason = (thrown as Error).message;
      throw new InspectionError('ERR_INBOX_DISK', { path: this.spool.folder, reason });
    }
  }

  private enter(entry: Entry): void {
    this.ages.begin(entry);
    this.bytes += entry.bytes;
    this.dispatch.add(entry);
  }

  /** Takes out a frame that nobody will finish; what a person may still mend is kept as a dead letter. */
  private async giveUp(entry: Entry, code: ErrorCode, parameters: InspectionError['parameters']): Promise<() => void> {
    const error = new InspectionError(code, parameters);
    const message = await this.turns.of(entry, () => this.spool.read(entry)).catch(() => undefined);
    this.bytes -= entry.bytes;
    if (LET_GO.includes(code)) {
      this.counts.dropped++;
      await this.forget(entry);
    } else {
      await this.bury(entry, error);
    }
    return () => this.consumer?.givenUp(message, entry, error);
  }

  private async bury(entry: Entry, error: InspectionError): Promise<void> {
    try {
      const forgotten = await this.turns.of(entry, () => this.letters.add(entry, error));
      for (const each of forgotten) this.known.delete(each);
    } catch (thrown) {
      this.known.delete(entry);
      this.hands.trouble(thrown as Error);
    }
  }

  /**
   * The frame is done and never comes again; its slot is free at once.
   *
   * @returns whether it was waiting or in flight
   */
  finish(id: string): boolean {
    const entry = this.dispatch.find(id);
    if (!entry || this.letters.has(entry) || !this.dispatch.complete(entry)) return false;
    this.bytes -= entry.bytes;
    this.counts.finished++;
    this.leaving.add(this.forget(entry)).catch(this.hands.trouble);
    return true;
  }

  /** First the id, then the file: between the two, a crash leaves a frame that is known to be done. */
  private async forget(entry: Entry): Promise<void> {
    this.known.delete(entry);
    await this.done.add(entry.id, entry.print).catch(this.hands.trouble);
    await this.turns.of(entry, () => this.spool.remove('waiting', entry));
  }

  /**
   * The frame came back to the queue. It is done, unless it failed before it got a report: then it comes again after the
   * retry time, or is given up after its last try.
   */
  comeBack(id: string, failed: boolean): boolean {
    const entry = this.dispatch.find(id);
    if (!entry || !failed || this.reported.has(entry)) return this.finish(id);
    return this.dispatch.fail(entry);
  }

  /**
   * No further try would help: the frame in flight becomes a dead letter at once. False when it is not in flight.
   */
  refuse(id: string, error: InspectionError): boolean {
    const entry = this.dispatch.find(id);
    return entry !== undefined && this.dispatch.refuse(entry, error);
  }

  /** Whether a frame of this print is here or was done lately, whatever its id. */
  knows(print: string): boolean {
    return this.known.hasPrint(print);
  }

  deadLetters() {
    return this.letters.list();
  }

  /** Puts a dead letter back in its place, as if it had never been tried. False when there is none of this number. */
  async tryAgain(seq: number): Promise<boolean> {
    const entry = await this.letters.revive(seq);
    if (entry) this.enter(entry);
    return entry !== undefined;
  }

  /** Deletes a dead letter for good. False when there is none of this number. */
  async discard(seq: number): Promise<boolean> {
    const entry = await this.letters.discard(seq);
    if (entry) this.known.delete(entry);
    return entry !== undefined;
  }

  /** The limit that is reached, in words and figures, so that a further frame finds no room. */
  async limitReached(): Promise<string | undefined> {
    return this.settings && brokenLimit(this.spool.folder, 0, this.state, this.settings);
  }

  get state(): QueueState {
    const { waiting, inFlight, oldest } = this.dispatch;
    return { waiting, inFlight, oldest, dead: this.letters.size, bytes: this.bytes, ...this.counts };
  }

  /** Lets go of the folder when all that was begun is on disk. */
  async close(): Promise<void> {
    this.detach();
    await this.dispatch.close();
    this.stopListening();
    await this.turns.end();
    await this.done.close();
    await this.turns.end();
    this.letGo();
  }
}
