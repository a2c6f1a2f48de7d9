import { join, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { InspectionError } from '../inspection/errors';
import type { Disposition } from '../inspection/record';
import { hold } from '../queue/hold';
import type { CallName, CaseCalls, ForeignCases, Reply, StoreOptions } from './calls';
import type { CaseLimits, CaseQuery, CaseState, FoundCase, NewCase, Space } from './case';
import type { Place } from './log';

/** From the sources as from the build, the thread runs the compiled file. */
const WORKER = __filename.endsWith('.ts')
  ? join(__dirname, '../../dist/lib/cases/worker.js')
  : join(__dirname, 'worker.js');

/** 0.5 ms of comparing on a desktop computer, 8 MB of memory at 512 values. */
const SEAL_AT = 16_384;

interface Waiting {
  resolve(result: never): void;
  reject(error: Error): void;
}

/** The cases of a folder, kept and found by a thread of its own, so that nothing waits for the disk. */
export class Cases {
  private readonly waiting = new Map<number, Waiting>();
  private calls = 0;
  private closed = false;

  private constructor(
    readonly folder: string,
    private readonly worker: Worker,
    private readonly letGo: () => void,
  ) {
    worker.on('message', (reply: Reply) => this.settled(reply));
    worker.on('error', (error) => this.lose(error.message));
    worker.on('exit', () => this.lose('closed'));
  }

  /**
   * Opens a folder, which is made when there is none.
   *
   * @throws InspectionError ERR_CASES, ERR_CASES_HELD
   */
  static async open(folder: string, options: Partial<Omit<StoreOptions, 'folder'>> = {}): Promise<Cases> {
    const path = resolve(folder);
    const letGo = await hold(path).catch(() => {
      throw new InspectionError('ERR_CASES_HELD', { path });
    });
    const workerData: StoreOptions = { sealAt: SEAL_AT, ...options, folder: path };
    const cases = new Cases(path, new Worker(WORKER, { workerData }), letGo);
    await new Promise<void>((resolve, reject) => cases.waiting.set(0, { resolve: resolve as () => void, reject }));
    return cases;
  }

  /** Keeps a case; it is on disk when the promise resolves. The last one of an id counts. @throws InspectionError ERR_CASES */
  put(...cases: NewCase[]): Promise<void> {
    return this.ask('put', cases);
  }

  /** Notes what a person decided. @returns whether there is such a case */
  decide(id: string, disposition: Disposition): Promise<boolean> {
    return this.ask('decide', id, disposition);
  }

  drop(id: string): Promise<boolean> {
    return this.ask('drop', id);
  }

  /** Says whose vectors are to be looked for from now on; cases of other encoders are kept, but not compared. */
  prefer(space: Space): Promise<void> {
    return this.ask('prefer', space);
  }

  /** Most similar first; without a vector, newest first. @throws InspectionError ERR_CASES, ERR_CASES_MODEL */
  find(query: CaseQuery): Promise<FoundCase[]> {
    return this.ask('find', query);
  }

  get(id: string): Promise<FoundCase | undefined> {
    return this.ask('get', id);
  }

  foreign(after: Place | undefined, count: number): Promise<ForeignCases> {
    return this.ask('foreign', after, count);
  }

  /** @returns how many were let go */
  retain(limits: CaseLimits, now = Date.now()): Promise<number> {
    return this.ask('retain', limits, now);
  }

  state(): Promise<CaseState> {
    return this.ask('state');
  }

  settle(): Promise<void> {
    return this.ask('settle');
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.worker.terminate();
    this.letGo();
  }

  private ask<K extends CallName>(
    name: K,
    ...parameters: Parameters<CaseCalls[K]>
  ): Promise<Awaited<ReturnType<CaseCalls[K]>>> {
    if (this.closed) return Promise.reject(this.failure('closed'));
    const number = ++this.calls;
    return new Promise((resolve, reject) => {
      this.waiting.set(number, { resolve: resolve as (result: never) => void, reject });
      this.worker.postMessage({ number, name, parameters });
    });
  }

  private settled(reply: Reply): void {
    const waiting = this.waiting.get(reply.number);
    this.waiting.delete(reply.number);
    if ('result' in reply) waiting?.resolve(reply.result as never);
    else waiting?.reject(new InspectionError(reply.failure.code, reply.failure.parameters));
  }

  private lose(reason: string): void {
    this.closed = true;
    for (const { reject } of this.waiting.values()) reject(this.failure(reason));
    this.waiting.clear();
  }

  private failure(reason: string): InspectionError {
    return new InspectionError('ERR_CASES', { path: this.folder, reason });
  }
}
