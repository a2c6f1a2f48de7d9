import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { InspectionError } from '../../inspection/errors';
import type { Change } from '../change';
import { Refused, type Connection } from '../connection';
import { SCHEMA } from '../schema';
import type { SqliteCall, SqliteOptions, SqliteReply } from './worker';

/** From the sources as from the build, the thread runs the compiled file. */
const WORKER = __filename.endsWith('.ts')
  ? join(__dirname, '../../../dist/lib/database/sqlite/worker.js')
  : join(__dirname, 'worker.js');

/** V8 would let the young generation of a busy thread grow to 128 MB, for rows that are gone at once. */
const YOUNG_MB = 8;

type Waiting = Pick<PromiseWithResolvers<void>, 'resolve' | 'reject'>;

/**
 * Opens a file of SQLite in a thread of its own, since every call of `node:sqlite` blocks.
 *
 * @throws InspectionError ERR_DATABASE, ERR_DATABASE_NEWER
 */
export async function connectSqlite(
  options: SqliteOptions,
  lost: (problem: InspectionError) => void,
): Promise<Connection> {
  const thread = new Thread(options, lost);
  try {
    await thread.answer(0);
  } catch (thrown) {
    await thread.end();
    throw thrown;
  }
  return {
    write: (changes) => thread.ask(changes),
    close: () => thread.end(),
  };
}

class Thread {
  private readonly worker: Worker;
  private readonly waiting = new Map<number, Waiting>();
  private calls = 0;
  private isEnding = false;

  constructor(
    private readonly options: SqliteOptions,
    private readonly lost: (problem: InspectionError) => void,
  ) {
    this.worker = new Worker(WORKER, {
      workerData: options,
      execArgv: ['--disable-warning=ExperimentalWarning'],
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    });
    this.worker.on('message', (reply: SqliteReply) => this.settle(reply));
    this.worker.on('error', ({ message }) => this.lose(message));
    this.worker.on('exit', () => this.lose('thread ended'));
    this.worker.unref();
  }

  /** When the call of this number is answered. */
  answer(number: number): Promise<void> {
    return new Promise((resolve, reject) => this.waiting.set(number, { resolve, reject }));
  }

  ask(changes: Change[]): Promise<void> {
    const call: SqliteCall = { number: ++this.calls, changes };
    this.worker.postMessage(call);
    return this.answer(call.number);
  }

  async end(): Promise<void> {
    if (this.isEnding) return;
    this.isEnding = true;
    await this.ask([]).catch(() => undefined);
  }

  private settle({ number, failure }: SqliteReply): void {
    const waiting = this.waiting.get(number);
    this.waiting.delete(number);
    if (!failure) waiting?.resolve();
    else waiting?.reject(failure.kind === 'refused' ? new Refused(failure.reason) : this.problem(failure));
  }

  private problem({ kind, reason, found = 0 }: NonNullable<SqliteReply['failure']>): InspectionError {
    const database = this.options.path;
    if (kind === 'newer') return new InspectionError('ERR_DATABASE_NEWER', { database, found, known: SCHEMA });
    return new InspectionError('ERR_DATABASE', { database, reason });
  }

  private lose(reason: string): void {
    const problem = this.problem({ kind: 'away', reason });
    for (const { reject } of this.waiting.values()) reject(problem);
    this.waiting.clear();
    if (!this.isEnding) this.lost(problem);
    this.isEnding = true;
  }
}
