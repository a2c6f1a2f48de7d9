const RETRY_MS = 5000;
const TRIES = 3;

/**
 * Runs errands one after the other. One that fails of what `mayPass`, such as a lost connection, is tried again when the
 * way is clear, three times in all.
 */
export class Errands<T> {
  private readonly waiting: T[] = [];
  private tries = 0;
  private isRunning = false;
  private isStopped = false;
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly run: (errand: T) => Promise<void>,
    private readonly mayPass: (thrown: unknown) => boolean,
    private readonly failed: (errand: T, thrown: unknown) => void,
  ) {}

  add(errand: T): void {
    this.waiting.push(errand);
    if (!this.timer) void this.work();
  }

  /** The way is clear again. */
  resume(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    void this.work();
  }

  stop(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
  }

  private async work(): Promise<void> {
    if (this.isRunning) return;
    this.isRunning = true;
    while (this.waiting.length && !this.isStopped && !this.timer) {
      const errand = this.waiting[0]!;
      try {
        await this.run(errand);
      } catch (thrown) {
        if (this.isStopped) break;
        if (this.mayPass(thrown) && ++this.tries < TRIES) {
          this.timer = setTimeout(() => this.resume(), RETRY_MS).unref();
          break;
        }
        this.failed(errand, thrown);
      }
      this.tries = 0;
      this.waiting.shift();
    }
    this.isRunning = false;
  }
}
