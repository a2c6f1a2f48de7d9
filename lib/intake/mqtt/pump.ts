import { setTimeout as pause } from 'node:timers/promises';
import { InspectionError } from '../../inspection/errors';
import type { Outcome } from '../in-flight';
import type { FrameSpool, Spooled } from './spool';

export interface PumpListener {
  /** Hands a message on; resolves with what became of it. Throws what is wrong with the picture. */
  deliver(spooled: Spooled, payload: Buffer): Promise<Outcome>;
  /** The outcome has been recorded. */
  settled(spooled: Spooled): void;
  /** A picture that was not delivered, or about which the flow said nothing; it is in the folder `failed`. */
  failed(spooled: Spooled, payload: Buffer, error: InspectionError): void;
  /** The spool cannot be read or changed. */
  trouble(thrown: unknown): void;
}

/** Times a picture is handed on before the lack of an answer counts as failure. */
const ATTEMPTS = 3;
/** Before another try after the disk refused. */
const REST_MS = 5000;

/** Hands on what the spool holds, oldest first, so many at a time, and finishes what came back. */
export class Pump {
  private readonly busy = new Map<string, Promise<void>>();
  /** Of what is on its way: two frames of one id go one after the other. */
  private readonly ids = new Set<string>();
  private readonly attempts = new Map<string, number>();
  private readonly finishing = new Set<Promise<void>>();
  private isStopped = false;

  constructor(
    private readonly spool: FrameSpool,
    private readonly limit: number,
    private readonly listener: PumpListener,
  ) {}

  /** To be called whenever something was spooled. */
  run(): void {
    if (this.isStopped) return;
    for (const spooled of this.spool.list()) {
      if (this.busy.size >= this.limit) return;
      if (this.busy.has(spooled.name) || this.ids.has(spooled.head.id)) continue;
      this.ids.add(spooled.head.id);
      const work = this.carry(spooled)
        .catch((thrown: unknown) => {
          this.listener.trouble(thrown);
          return pause(REST_MS, undefined, { ref: false });
        })
        .finally(() => {
          this.busy.delete(spooled.name);
          this.ids.delete(spooled.head.id);
          this.run();
        });
      this.busy.set(spooled.name, work);
    }
  }

  /** Hands nothing more on. What is on its way comes again at the next start, unless it is finished by then. */
  async stop(): Promise<void> {
    this.isStopped = true;
    // What was handed on a moment ago begins to be recorded before the next turn of the event loop.
    await new Promise((resolve) => setImmediate(resolve));
    await Promise.all(this.finishing);
  }

  private async carry(spooled: Spooled): Promise<void> {
    const payload = await this.spool.read(spooled);
    let outcome: Outcome;
    try {
      outcome = await this.listener.deliver(spooled, payload);
    } catch (thrown) {
      return this.fail(spooled, payload, InspectionError.from(thrown));
    }
    if (!outcome.finished && outcome.error instanceof InspectionError) {
      if (this.isStopped) return;
      this.listener.settled(spooled);
      const tried = (this.attempts.get(spooled.name) ?? 0) + 1;
      this.attempts.set(spooled.name, tried);
      return tried < ATTEMPTS ? undefined : this.fail(spooled, payload, outcome.error);
    }
    await this.guard(this.spool.finish(spooled));
    this.attempts.delete(spooled.name);
    this.listener.settled(spooled);
  }

  private async fail(spooled: Spooled, payload: Buffer, error: InspectionError): Promise<void> {
    await this.guard(this.spool.setAside(spooled, error));
    this.listener.failed(spooled, payload, error);
    this.attempts.delete(spooled.name);
  }

  private async guard(work: Promise<void>): Promise<void> {
    this.finishing.add(work);
    await work.finally(() => this.finishing.delete(work));
  }
}
