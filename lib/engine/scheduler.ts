import type { Jobs, JobKind } from '../inference/jobs';
import type { Call, Request } from '../inference/protocol';
import type { EngineSettings } from '../inference/settings';
import { InspectionError } from '../inspection/errors';
import { SpareMemory } from '../spare-memory';
import { failureOf, tell } from './channel';
import { RequestContext } from './context';
import { crashOnMarkedPicture } from './crash-hook';
import type { AnyJob, JobModules } from './job-modules';
import { picturesOf, unload } from './unload';

type Input = Jobs[JobKind]['input'];

interface Waiting {
  id: number;
  request: Request;
  context: RequestContext;
  /** What the request's input needs before it can run; an Error is the request's outcome. */
  prepared: Promise<{ job: AnyJob; key?: string } | Error>;
}

/** A release takes as long as one or two jobs. */
const JOBS_BETWEEN_RELEASES = 300;

const asError = (thrown: unknown) => InspectionError.from(thrown);

/** Runs one batch after the other: the oldest request, and what waits with it and has the same kind and batch key. */
export class Scheduler {
  private waiting: Waiting[] = [];
  private running: Waiting[] = [];
  private working = false;
  private readonly spare = new SpareMemory(JOBS_BETWEEN_RELEASES);

  constructor(
    private readonly settings: EngineSettings,
    private readonly modules: JobModules,
  ) {}

  take(message: Call): void {
    if (message.type === 'cancel') return this.cancel(message.id);
    const { id, ...request } = message;
    const context = new RequestContext(id, this.settings);
    this.waiting.push({ id, request, context, prepared: this.prepare(request).catch(asError) });
    if (!this.working) void this.work();
  }

  private cancel(id: number): void {
    const all = [...this.running, ...this.waiting];
    all.find((request) => request.id === id)?.context.abort();
  }

  private async prepare(request: Request): Promise<{ job: AnyJob; key?: string }> {
    const job = await this.modules.get(request.kind);
    const { model } = request.type === 'warm' ? request : (request.input as { model?: string });
    // A death while a model is loaded is no picture's fault, so this happens before the request begins.
    if (model) await job.warm?.(model, this.settings);
    if (request.type === 'warm') return { job };
    await unload(request.input);
    return { job, key: job.batchKey?.(request.input as Input) };
  }

  private async work(): Promise<void> {
    this.working = true;
    for (let head = this.waiting[0]; head; head = this.waiting[0]) {
      const prepared = await head.prepared;
      this.running = await this.companyOf(head, prepared);
      this.waiting = this.waiting.filter((request) => !this.running.includes(request));
      await this.runBatch(this.running, prepared);
      this.spare.count(this.running.length);
      this.running = [];
      // Lets messages in that came while the thread was busy: a cancel, or company for the next batch.
      await new Promise(setImmediate);
    }
    this.working = false;
    this.spare.release();
  }

  private async companyOf(head: Waiting, prepared: Awaited<Waiting['prepared']>): Promise<Waiting[]> {
    const company = [head];
    if (prepared instanceof Error || prepared.key === undefined) return company;
    for (const other of this.waiting.slice(1)) {
      if (company.length >= this.settings.batch) break;
      if (other.context.signal.aborted || other.request.type === 'warm' || other.request.kind !== head.request.kind)
        continue;
      const theirs = await other.prepared;
      if (!(theirs instanceof Error) && theirs.key === prepared.key) company.push(other);
    }
    return company;
  }

  private async runBatch(batch: Waiting[], prepared: Awaited<Waiting['prepared']>): Promise<void> {
    await tell({ type: 'begin', ids: batch.map(({ id }) => id) });
    const alive = batch.filter(({ context }) => !context.signal.aborted);
    let outcomes: unknown[];
    try {
      if (prepared instanceof Error) throw prepared;
      outcomes = alive.length > 0 ? await this.run(prepared.job, alive) : [];
    } catch (error) {
      outcomes = alive.map(() => error);
    }
    const answers = new Map(alive.map((request, index) => [request, outcomes[index]]));
    for (const request of batch) await this.answer(request, answers.get(request));
  }

  private async run(job: AnyJob, batch: Waiting[]): Promise<unknown[]> {
    if (batch[0]?.request.type === 'warm') return [undefined];
    const inputs = batch.map(({ request }) => (request as { input: Input }).input);
    await crashOnMarkedPicture(inputs.flatMap(picturesOf));
    return job.run(
      inputs,
      batch.map(({ context }) => context),
    );
  }

  private async answer({ id, context }: Waiting, outcome: unknown): Promise<void> {
    const rssMb = Math.round(process.memoryUsage.rss() / 2 ** 20);
    const thrown = context.signal.aborted ? new InspectionError('ERR_CANCELLED') : outcome;
    try {
      if (thrown instanceof Error) throw thrown;
      await tell({ type: 'done', id, output: outcome, timings: context.timings, rssMb });
    } catch (error) {
      await tell({ type: 'failed', id, failure: failureOf(error), rssMb });
    }
  }
}
