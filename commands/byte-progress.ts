import { sizeIn } from './table';

const WIDTH = 30;
const INTERVAL_MS = 100;

/** A moving bar of bytes on a terminal; elsewhere one line a file. */
export class ByteProgress {
  private readonly started = performance.now();
  private firstBytes?: number;
  private told = '';
  private last = 0;

  /** @param fraction 0..1 of the whole */
  step(path: string, bytes: number, fraction: number): void {
    this.firstBytes ??= bytes;
    if (!process.stderr.isTTY) {
      if (path !== this.told) process.stderr.write(`${path}\n`);
      this.told = path;
      return;
    }
    const now = performance.now();
    if (now - this.last < INTERVAL_MS && fraction < 1) return;
    this.last = now;
    const filled = Math.round(fraction * WIDTH);
    const bar = '█'.repeat(filled) + '░'.repeat(WIDTH - filled);
    const speed = ((bytes - this.firstBytes) / (now - this.started)) * 1000;
    const facts = `${Math.floor(fraction * 100)} %  ${sizeIn(bytes)}  ${sizeIn(speed)}/s  ${path}`;
    process.stderr.write(`\r\x1b[K${bar} ${facts}`.slice(0, (process.stderr.columns || 80) + 4));
    this.told = path;
  }

  end(): void {
    if (process.stderr.isTTY && this.told) process.stderr.write('\n');
  }
}
