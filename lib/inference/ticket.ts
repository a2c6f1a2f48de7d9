import { InspectionError } from '../inspection/errors';
import type { RunOptions, Timings } from './engine';
import type { Request } from './protocol';
import type { Parcel, Spill } from './spill';

/** A job past its time limit is asked to stop; a process that has not answered by then is ended. */
const ABORT_GRACE_MS = 2000;

export interface TicketResult {
  output: unknown;
  timings: Timings;
}

/** One request and its promise, from the queue through any number of processes to its single end. */
export class Ticket {
  readonly result: Promise<TicketResult>;
  readonly submitted = performance.now();
  /** When a process last began it (`performance.now()`); undefined while it waits. */
  begun?: number;
  /** Its process died or was ended while it ran: it runs without company from now on. */
  alone = false;
  /** Deaths of a process that ran nothing else: of its own accord, and by a signal that may come from outside. */
  crashes = 0;
  kills = 0;
  /** Settled; nobody waits for it any more. */
  over = false;

  private parcel?: Promise<Parcel>;
  private clock?: NodeJS.Timeout;
  private resolve!: (result: TicketResult) => void;
  private reject!: (error: InspectionError) => void;
  private readonly onAbort = () => this.fail(new InspectionError('ERR_CANCELLED'));

  constructor(
    readonly id: number,
    readonly request: Request,
    readonly options: RunOptions,
    /** Told once, the moment the ticket is settled. */
    private readonly settled: (ticket: Ticket, error?: InspectionError) => void,
  ) {
    this.result = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    options.signal?.addEventListener('abort', this.onAbort, { once: true });
  }

  /** Settles the ticket at once when its signal was aborted before it came. */
  checkSignal(): void {
    if (this.options.signal?.aborted) this.onAbort();
  }

  /** The request as it travels; packed once, however often it is sent. */
  async pack(spill: Spill): Promise<Request> {
    this.parcel ??= spill.pack(this.request);
    return (await this.parcel).request;
  }

  /** Its work begins: after `limit` ms (0: never) it fails, and `kill` is called if the process still holds it then. */
  begin(limit: number, kill: () => void): void {
    this.begun = performance.now();
    if (limit === 0) return;
    this.clock = setTimeout(() => {
      this.clock = setTimeout(kill, ABORT_GRACE_MS);
      this.fail(new InspectionError('ERR_TIMEOUT', { limit }));
    }, limit);
  }

  stopClock(): void {
    clearTimeout(this.clock);
  }

  /** Settled, and in no process any more: gives back its temporary files. */
  dispose(): void {
    this.stopClock();
    void this.parcel?.then((parcel) => parcel.release());
    this.parcel = undefined;
  }

  succeed(output: unknown, timings: Timings): void {
    if (this.over) return;
    const queue = (this.begun ?? this.submitted) - this.submitted;
    this.close();
    this.resolve({ output, timings: { queue, ...timings } });
  }

  fail(error: InspectionError): void {
    if (this.over) return;
    error.frameId = this.options.frameId;
    this.close(error);
    this.reject(error);
  }

  private close(error?: InspectionError): void {
    this.over = true;
    this.options.signal?.removeEventListener('abort', this.onAbort);
    this.settled(this, error);
  }
}
