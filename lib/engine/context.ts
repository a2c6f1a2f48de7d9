import type { Timings } from '../inference/engine';
import type { EngineSettings } from '../inference/settings';
import { tell } from './channel';
import type { JobContext } from './job';

/** The context of one request, and what it has booked. */
export class RequestContext implements JobContext {
  readonly timings: Timings = {};
  private readonly abortion = new AbortController();

  constructor(
    private readonly id: number,
    readonly settings: EngineSettings,
  ) {}

  get signal(): AbortSignal {
    return this.abortion.signal;
  }

  abort(): void {
    this.abortion.abort();
  }

  progress(fraction: number, note?: string): void {
    void tell({ type: 'progress', id: this.id, fraction, note });
  }

  async time<T>(stage: string, work: () => Promise<T> | T): Promise<T> {
    const start = performance.now();
    try {
      return await work();
    } finally {
      this.timings[stage] = (this.timings[stage] ?? 0) + performance.now() - start;
    }
  }
}
