import type { Node, NodeAPI } from 'node-red';
import { InspectionError } from '../../lib/inspection/errors';
import { systemClock } from '../../lib/queue/clock';
import type { Turns } from '../../lib/queue/turns';
import type { Ledger } from '../../lib/report/ledger';
import { isLimited, Retention, type RetentionLimits } from '../../lib/retention/retention';
import { languageIn } from '../shared/language';

const EVERY_MS = 3_600_000;
/** In a rush, limits of number and size must not wait for the hour. */
const EVERY_REPORTS = 100;
const MOST_NAMED = 5;

/** Lets a report node's old reports go, at its start, every hour and every hundred reports. */
export class Keeping {
  private readonly closing = new AbortController();
  private readonly retention: Retention;
  private readonly isOn: boolean;
  private readonly timer = setInterval(() => this.run(), EVERY_MS).unref();
  private running?: Promise<void>;
  private written = 0;
  private told = '';

  constructor(
    private readonly RED: NodeAPI,
    private readonly node: Node,
    private readonly turns: Turns,
    ledger: Ledger,
    limits: RetentionLimits,
    gone: (id: string) => Promise<void>,
  ) {
    this.retention = new Retention(ledger, limits, systemClock, gone);
    this.isOn = isLimited(limits);
    this.run();
  }

  /** To be called after each report. */
  reported(): void {
    if (++this.written % EVERY_REPORTS === 0) this.run();
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    this.closing.abort();
    await this.running;
  }

  private run(): void {
    if (!this.isOn || this.closing.signal.aborted) return;
    this.running ??= this.retain().finally(() => (this.running = undefined));
  }

  private async retain(): Promise<void> {
    try {
      const { kept } = await this.retention.run(this.turns, this.closing.signal);
      this.tell(kept);
    } catch (thrown) {
      const error = InspectionError.from(thrown);
      // The line is busy; it comes again.
      if (error.code !== 'ERR_QUEUE_FULL') this.node.warn(error.in(languageIn(this.RED)).message);
    }
  }

  /** Once, as long as they are the same. */
  private tell(kept: string[]): void {
    const names = kept.slice(0, MOST_NAMED).join(', ') + (kept.length > MOST_NAMED ? ' …' : '');
    if (names && names !== this.told) {
      const { code, message, advice } = new InspectionError('ERR_RETENTION', { names }, languageIn(this.RED));
      this.node.warn(`${code}: ${message} → ${advice}`);
    }
    this.told = names;
  }
}
