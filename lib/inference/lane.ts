import { InspectionError } from '../inspection/errors';
import { blame } from './blame';
import type { LaneState } from './engine';
import type { Lane as LaneName } from './jobs';
import { FalseStarts } from './false-starts';
import type { Occupancy } from './occupancy';
import { describe, EngineProcess, type Death } from './process';
import { modelOf, rebuild, type FromChild, type Request } from './protocol';
import type { EngineSettings } from './settings';
import type { Spill } from './spill';
import { StateFeed } from './state-feed';
import type { Ticket } from './ticket';
import { makeRoom } from './waiting';

/** Longest silence of a process that loads a model, ms; an accelerator may compile for minutes. */
const LOAD_LIMIT_MS = 300_000;

const isJobInNeed = ({ over, request }: Ticket) => !over && request.type === 'job';

/**
 * One process and what waits for it. Up to a batch of waiting tickets is already in the process while another runs;
 * when the process dies, all its unsettled tickets go back to the head of the queue, in their order.
 */
export class Lane {
  readonly feed = new StateFeed(() => this.state());
  private process?: EngineProcess;
  private queue: Ticket[] = [];
  /** In the process, not begun. */
  private readonly sent = new Map<number, Ticket>();
  private readonly running = new Map<number, Ticket>();
  private readonly counts = { done: 0, failed: 0, dropped: 0, restarts: 0 };
  private readonly falseStarts = new FalseStarts();
  private pumping = false;
  /** The process is to be replaced: it gets no more work and ends when it has none. */
  private retiring = false;
  private problem?: InspectionError;
  private broken = false;
  private stalled = false;
  private rest?: NodeJS.Timeout;
  private pause?: NodeJS.Timeout;
  private silence?: NodeJS.Timeout;

  constructor(
    private readonly name: LaneName,
    private readonly settings: EngineSettings,
    private readonly spill: Spill,
    private readonly occupancy: Occupancy,
    private readonly jobsDirectory?: string,
  ) {}

  state(): LaneState {
    const problem = this.problem ?? this.occupancy.complaint;
    return {
      phase: this.phase(),
      waiting: this.waiting().length,
      running: [...this.running.values()].filter(isJobInNeed).length,
      ...this.counts,
      pid: this.process?.pid,
      rssMb: this.occupancy.rssMb,
      problem,
      note: problem?.message,
    };
  }

  /** Takes a ticket in, or settles it (or an older one) by the queue policy. */
  submit(ticket: Ticket): void {
    if (ticket.over) return;
    if (ticket.request.type === 'warm') this.queue.unshift(ticket);
    else {
      // A process without work takes one at once: that one does not wait.
      const room = this.settings.queueLimit + (this.running.size === 0 ? 1 : 0);
      makeRoom(this.waiting(), ticket, room, this.settings);
      if (!ticket.over) this.queue.push(ticket);
    }
    void this.pump();
    this.feed.changed();
  }

  /** To be called when a ticket was settled. */
  settled(ticket: Ticket, error?: InspectionError): void {
    if (ticket.request.type === 'job') {
      if (!error) this.counts.done++;
      else if (error.code === 'ERR_QUEUE_FULL' || error.code === 'ERR_DROPPED') this.counts.dropped++;
      else if (error.code !== 'ERR_CANCELLED') this.counts.failed++;
    }
    if (this.sent.has(ticket.id) || this.running.has(ticket.id)) {
      if (error) this.process?.send({ type: 'cancel', id: ticket.id });
    } else {
      if (error) this.queue = this.queue.filter((other) => other !== ticket);
      ticket.dispose();
    }
    this.feed.changed();
  }

  /** Ends the process and cancels what is left. */
  close(): void {
    const left = [...this.running.values(), ...this.sent.values(), ...this.queue];
    clearTimeout(this.rest);
    clearTimeout(this.pause);
    clearTimeout(this.silence);
    this.process?.kill();
    this.process = undefined;
    this.running.clear();
    this.sent.clear();
    for (const ticket of left) {
      ticket.fail(new InspectionError('ERR_CANCELLED'));
      ticket.dispose();
    }
    this.feed.close();
  }

  private phase(): LaneState['phase'] {
    const warming = [...this.sent.values(), ...this.running.values()].some(({ request }) => request.type === 'warm');
    if (this.process?.ready && !warming) return 'ready';
    if (this.process || this.queue.length > 0) return 'loading';
    return this.broken ? 'failed' : 'cold';
  }

  private waiting(): Ticket[] {
    return [...this.sent.values(), ...this.queue].filter(isJobInNeed);
  }

  private async pump(): Promise<void> {
    if (this.pumping) return;
    this.pumping = true;
    for (let ticket = this.next(); ticket; ticket = this.next()) {
      const process = this.process;
      this.sent.set(ticket.id, ticket);
      const request = await ticket.pack(this.spill);
      // Meanwhile the process may have died, which put the ticket back, or a full queue may have thrown it out.
      if (this.process !== process || !this.sent.has(ticket.id)) continue;
      if (ticket.over) this.leave(ticket.id);
      else this.hand(ticket, request);
    }
    this.pumping = false;
  }

  private hand(ticket: Ticket, request: Request): void {
    try {
      this.occupancy.load(modelOf(request));
      this.process?.send({ id: ticket.id, ...request });
      this.watchSilence();
    } catch (error) {
      this.leave(ticket.id);
      ticket.fail(InspectionError.from(error));
    }
  }

  /** The ticket that may go to the process now, if any; starts the process when there is none. */
  private next(): Ticket | undefined {
    const [head] = this.queue;
    if (!head || this.pause) return undefined;
    clearTimeout(this.rest);
    if (this.process?.ready && this.occupancy.mustMakeRoomFor(modelOf(head.request))) this.retire();
    if (!this.process) this.start();
    if (!this.process?.ready || this.retiring) return undefined;
    this.process.keepsAlive(true);

    const inside = [...this.sent.values(), ...this.running.values()];
    if (inside.some(({ alone }) => alone) || (head.alone && inside.length > 0)) return undefined;
    if (this.sent.size >= this.settings.batch) return undefined;
    return this.queue.shift();
  }

  private start(): void {
    this.retiring = false;
    this.broken = false;
    this.problem = undefined;
    this.occupancy.reset();
    let process: EngineProcess | undefined;
    const died = (death: Death) => {
      if (this.process === process) this.onDeath(death);
    };
    try {
      process = new EngineProcess(this.name, this.settings, this.jobsDirectory, {
        message: (message) => this.process === process && this.onMessage(message),
        died,
      });
      this.process = process;
    } catch (error) {
      setImmediate(died, { code: null, signal: null, note: String(error), ours: false } satisfies Death);
    }
    this.feed.changed();
  }

  /** Ends a process that neither begins what it has nor says anything. */
  private watchSilence(): void {
    clearTimeout(this.silence);
    if (this.sent.size === 0 || this.running.size > 0) return;
    this.silence = setTimeout(() => {
      this.stalled = true;
      this.process?.kill();
    }, LOAD_LIMIT_MS);
  }

  private onMessage(message: FromChild): void {
    switch (message.type) {
      case 'ready':
        this.process!.ready = true;
        this.onIdle();
        break;
      case 'begin':
        for (const id of message.ids) this.begin(id);
        break;
      case 'progress':
        this.running.get(message.id)?.options.onProgress?.(message.fraction, message.note);
        return;
      case 'note':
        this.problem = rebuild(message.failure);
        break;
      case 'done':
      case 'failed':
        this.onAnswer(message);
    }
    this.watchSilence();
    void this.pump();
    this.feed.changed();
  }

  private begin(id: number): void {
    const ticket = this.sent.get(id);
    if (!ticket) return;
    this.falseStarts.reset();
    this.sent.delete(id);
    this.running.set(id, ticket);
    ticket.begin(ticket.options.timeoutMs ?? this.settings.timeoutMs, () => this.process?.kill());
  }

  private onAnswer(answer: Extract<FromChild, { type: 'done' | 'failed' }>): void {
    if (!this.retiring && this.occupancy.exceeds(answer.rssMb)) this.retiring = true;
    const ticket = this.leave(answer.id);
    if (answer.type === 'done') ticket?.succeed(answer.output, answer.timings);
    else ticket?.fail(rebuild(answer.failure));
  }

  private onIdle(): void {
    this.process?.keepsAlive(false);
    if (this.retiring) return this.endProcess();
    const { idleSeconds } = this.settings;
    if (idleSeconds > 0) this.rest = setTimeout(() => this.endProcess(), idleSeconds * 1000).unref();
  }

  private retire(): void {
    this.retiring = true;
    if (this.running.size + this.sent.size === 0) this.endProcess();
  }

  private endProcess(): void {
    this.process?.end();
    this.process = undefined;
    this.retiring = false;
    this.occupancy.reset();
    this.feed.changed();
  }

  private onDeath(death: Death): void {
    const wasReady = this.process?.ready;
    this.process = undefined;
    this.occupancy.reset();
    const suspects = [...this.running.values()];
    const back = [...suspects, ...this.sent.values()];
    this.running.clear();
    this.sent.clear();
    clearTimeout(this.silence);
    for (const ticket of back) ticket.stopClock();
    if (!death.ours) this.counts.restarts++;
    blame(suspects, death);
    for (const ticket of back) if (ticket.over) ticket.dispose();
    this.queue = [...back.filter(({ over }) => !over), ...this.queue];

    if (suspects.length === 0 && (back.length > 0 || !wasReady)) this.falseStarts.add(death);
    if (this.falseStarts.hopeless || this.stalled)
      this.giveUp(this.stalled ? `no answer within ${LOAD_LIMIT_MS / 1000} s` : describe(death));
    this.pause = setTimeout(() => {
      this.pause = undefined;
      void this.pump();
    }, this.falseStarts.pauseMs);
    this.feed.changed();
  }

  private giveUp(reason: string): void {
    this.falseStarts.reset();
    this.stalled = false;
    this.broken = true;
    const error = (model = this.name as string) => new InspectionError('ERR_MODEL_LOAD', { model, reason });
    this.problem = error();
    for (const ticket of this.queue.splice(0)) ticket.fail(error(modelOf(ticket.request)));
  }

  /** Takes a ticket out of the process. */
  private leave(id: number): Ticket | undefined {
    const ticket = this.running.get(id) ?? this.sent.get(id);
    this.running.delete(id);
    this.sent.delete(id);
    ticket?.dispose();
    if (this.running.size + this.sent.size === 0) this.onIdle();
    return ticket;
  }
}
