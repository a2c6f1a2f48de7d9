const RETRY_MS = 5000;
const TRIES = 3;
/** Errands wait with their pictures in memory: from so many on no more should come, until few are left. */
const MANY = 16;
const FEW = 4;

/**
 * Runs errands one after the other. One that fails of what `mayPass`, such as a lost connection, is tried again when the
 * way is clear, three times in all.
 */
export class Errands<T> {
  private readonly waiting: T[] = [];
  private tries = 0;
  private isRunning = false;
  private isStopped = false;
  private isCrowded = false;
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly run: (errand: T) => Promise<void>,
    private readonly mayPass: (thrown: unknown) => boolean,
    private readonly failed: (errand: T, thrown: unknown) => void,
    private readonly crowded: (isCrowded: boolean) => void,
  ) {}

  add(errand: T): void {
    this.waiting.push(errand);
    this.tellCrowd();
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
      this.tellCrowd();
    }
    this.isRunning = false;
  }

  private tellCrowd(): void {
    const isCrowded = this.waiting.length >= (this.isCrowded ? FEW : MANY);
    if (isCrowded === this.isCrowded || this.isStopped) return;
    this.isCrowded = isCrowded;
    this.crowded(isCrowded);
  }
}
