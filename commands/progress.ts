const WIDTH = 30;

/** A bar on standard error when that is a terminal; otherwise nothing. */
export class Progress {
  private done = 0;
  private readonly started = performance.now();

  constructor(private readonly total: number) {}

  step(note = ''): void {
    this.done++;
    if (!process.stderr.isTTY) return;
    const filled = Math.round((this.done / this.total) * WIDTH);
    const rest = ((performance.now() - this.started) / this.done) * (this.total - this.done);
    const bar = '█'.repeat(filled) + '░'.repeat(WIDTH - filled);
    process.stderr.write(`\r\x1b[K${bar} ${this.done}/${this.total} ${Math.ceil(rest / 1000)} s ${note}`);
    if (this.done === this.total) process.stderr.write('\n');
  }
}

/** The same bar for work that tells its share, 0..1. */
export class Share {
  private shown = false;

  reach(share: number): void {
    if (!process.stderr.isTTY) return;
    const filled = Math.round(share * WIDTH);
    const bar = '█'.repeat(filled) + '░'.repeat(WIDTH - filled);
    process.stderr.write(`\r\x1b[K${bar} ${Math.floor(share * 100)} %`);
    this.shown = true;
  }

  end(): void {
    if (this.shown) process.stderr.write('\n');
  }
}
