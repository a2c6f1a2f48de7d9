import { InspectionError } from '../../inspection/errors';
import type { FolderListener, FolderOptions } from './inbox';
import type { FoundFile } from './listing';
import { FolderWatcher } from './watcher';

/** A listing is waited for this many times as long as the last one took, at least: a full folder must not be all work. */
const REST = 4;
/** A share that is gone may never answer. */
const SILENCE_MS = 30_000;
/** Changes come in bursts. */
const BURST_MS = 25;

/**
 * Repeats the listing of a folder: after a change the system tells of, and regularly, since it tells of none on a share
 * and of some never. A folder that cannot be read is looked for again each time, and said once; so is its return.
 */
export class Rounds {
  private readonly watcher: FolderWatcher;
  private readonly stopping = Promise.withResolvers<void>();
  private readonly work = new Set<Promise<void>>();
  private running?: Promise<void>;
  private timer?: NodeJS.Timeout;
  private restUntil = 0;
  private isChanged = false;
  private isLost = false;
  isStopped = false;

  constructor(
    private readonly options: Pick<FolderOptions, 'folder' | 'recursive' | 'watch' | 'everyMs'>,
    private readonly list: () => Promise<FoundFile[]>,
    /** Returns milliseconds until the next listing is wanted. */
    private readonly take: (files: FoundFile[]) => Promise<number>,
    private readonly listener: Pick<FolderListener, 'folder'>,
  ) {
    this.watcher = new FolderWatcher(options.folder, options.recursive, () => this.changed());
  }

  get stopped(): Promise<void> {
    return this.stopping.promise;
  }

  start(): void {
    if (!this.isStopped) this.run();
  }

  /** Resolves when the work under way has ended; a share that does not answer is not waited for. */
  async stop(): Promise<void> {
    this.isStopped = true;
    this.stopping.resolve();
    clearTimeout(this.timer);
    if (!this.isLost) await this.running;
    this.watcher.detach();
    // What was handed on a moment ago begins to be recorded before the next turn of the event loop.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.work.size > 0) await Promise.all(this.work);
  }

  /** Work that {@link stop} waits for. */
  guard(work: () => Promise<void>): Promise<void> {
    const running = work().finally(() => this.work.delete(running));
    this.work.add(running);
    return running;
  }

  private changed(): void {
    this.isChanged = true;
    if (!this.running) this.next(BURST_MS);
  }

  private next(wait: number): void {
    clearTimeout(this.timer);
    if (this.isStopped) return;
    const rest = this.restUntil - performance.now();
    this.timer = setTimeout(() => this.run(), Math.max(wait, rest));
  }

  private run(): void {
    this.running = this.once().then((wait) => {
      this.running = undefined;
      this.next(wait);
    });
  }

  private async once(): Promise<number> {
    this.isChanged = false;
    try {
      const files = await this.answered(async () => {
        if (this.options.watch) await this.watcher.attach();
        return this.list();
      });
      if (this.isLost) this.listener.folder(undefined);
      this.isLost = false;
      const wait = await this.take(files);
      return this.isChanged ? BURST_MS : wait;
    } catch (thrown) {
      this.watcher.detach();
      this.lost((thrown as NodeJS.ErrnoException).code ?? String(thrown));
      return this.options.everyMs;
    }
  }

  private async answered(listing: () => Promise<FoundFile[]>): Promise<FoundFile[]> {
    const silent = setTimeout(() => this.lost(`no answer for ${SILENCE_MS / 1000} s`), SILENCE_MS);
    const began = performance.now();
    try {
      return await listing();
    } finally {
      clearTimeout(silent);
      this.restUntil = performance.now() + REST * (performance.now() - began);
    }
  }

  private lost(reason: string): void {
    if (!this.isLost) this.listener.folder(new InspectionError('ERR_FOLDER', { path: this.options.folder, reason }));
    this.isLost = true;
  }
}
