import type { Decision } from '../inspection/record';
import {
  awaitsVerdict,
  begin,
  next,
  type Code,
  type Handshake,
  type HandshakeEvent,
  type Inputs,
  type Wiring,
} from './machine';
import { outputsOf, writesBetween, type Outputs, type Write } from './outputs';

export interface HandshakeOptions extends Wiring {
  /** From trigger to verdict, and from result to acknowledgement, milliseconds; 0: as long as it takes. */
  verdictMs: number;
  ackMs: number;
}

export interface HandshakeListener {
  /** Outputs changed; `writes` in the order in which they have to be made. */
  changed(now: Handshake, outputs: Outputs, writes: Write[]): void;
  /** A trigger was accepted. */
  started(job: number): void;
  failed(code: Code): void;
}

/** A verdict, and what is known of whose it is. */
export interface Verdict {
  decision: Decision | 'error';
  /** Of the trigger that the picture was taken for. */
  job?: number;
  serial?: string;
  /** Of the picture, milliseconds since 1970. */
  receivedAt?: number;
}

/** Time that a test can set. */
export interface Time {
  wall(): number;
  /** Does the work after `ms`; the way to call it off. */
  after(ms: number, work: () => void): () => void;
}

const systemTime: Time = {
  wall: () => Date.now(),
  after(ms, work) {
    const timer = setTimeout(work, ms);
    return () => clearTimeout(timer);
  },
};

/** Runs the handshake of one station in time. */
export class HandshakeRunner {
  private now = begin();
  private outputs?: Outputs;
  private part: { serial?: string; triggeredAt: number } = { triggeredAt: 0 };
  private callOff: () => void = () => undefined;

  constructor(
    private readonly options: HandshakeOptions,
    private readonly listener: HandshakeListener,
    private readonly time: Time = systemTime,
  ) {}

  /** Tells all outputs, which may be left from an earlier run. */
  start(): void {
    this.tell();
  }

  /** @param serial of the part in front of the camera, where the trigger says it */
  signal(name: keyof Inputs, value: boolean, serial?: string): void {
    const { job } = this.now;
    if (name === 'trigger' && value) this.part = { serial, triggeredAt: this.time.wall() };
    this.take({ type: 'signal', name, value });
    if (this.now.job > job) this.listener.started(this.now.job);
  }

  /**
   * False when no part waits for this verdict: it came too late, its picture was taken before the trigger, or, without
   * triggers, the last result is not acknowledged yet. Presented all the same, it would be read as another part's.
   */
  verdict(verdict: Verdict): boolean {
    if (!awaitsVerdict(this.now, this.options) || !this.belongs(verdict)) return false;
    this.take({ type: 'verdict', decision: verdict.decision });
    return true;
  }

  close(): void {
    this.callOff();
  }

  private belongs({ job, serial, receivedAt }: Verdict): boolean {
    if (job !== undefined) return job === this.now.job;
    if (serial !== undefined && this.part.serial !== undefined) return serial === this.part.serial;
    return receivedAt === undefined || receivedAt >= this.part.triggeredAt;
  }

  private take(event: HandshakeEvent): void {
    const before = this.now;
    this.now = next(before, event, this.options);
    if (this.now.state === before.state) return;
    this.callOff();
    const limit = this.limit();
    this.callOff = limit > 0 ? this.time.after(limit, () => this.take({ type: 'timeout' })) : () => undefined;
    this.tell();
    if (this.now.state === 'error') this.listener.failed(this.now.code);
  }

  private limit(): number {
    const { state } = this.now;
    return state === 'singleExecution' ? this.options.verdictMs : state === 'resultReady' ? this.options.ackMs : 0;
  }

  private tell(): void {
    const before = this.outputs;
    this.outputs = outputsOf(this.now);
    this.listener.changed(this.now, this.outputs, writesBetween(before, this.outputs));
  }
}
