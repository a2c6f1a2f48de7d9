/** Counts work that nobody waits for, so that somebody can wait until there is little of it. */
export class UnderWay {
  private count = 0;
  private readonly waiting: { most: number; resolve: () => void }[] = [];

  /** Counts `work` until it has ended, however it ends. */
  async add<T>(work: Promise<T>): Promise<T> {
    this.count++;
    try {
      return await work;
    } finally {
      this.count--;
      while (this.waiting[0] && this.count <= this.waiting[0].most) this.waiting.shift()!.resolve();
    }
  }

  /** Resolves when at most `most` are under way. */
  async atMost(most: number): Promise<void> {
    if (this.count > most) await new Promise<void>((resolve) => this.waiting.push({ most, resolve }));
  }
}
