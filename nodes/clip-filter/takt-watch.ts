/** Follows the latency of the last pictures against the line's takt time. */
export class TaktWatch {
  private readonly recent: number[] = [];

  /** `takt` in ms; 0 switches the watch off. */
  constructor(
    private readonly takt: number,
    private readonly window = 100,
  ) {}

  /** The 95th percentile of the window, ms. */
  get p95(): number {
    const sorted = [...this.recent].sort((a, b) => a - b);
    return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0;
  }

  /** Books one latency in ms; true when the 95th percentile exceeds the takt. */
  exceededBy(milliseconds: number): boolean {
    this.recent.push(milliseconds);
    if (this.recent.length > this.window) this.recent.shift();
    return this.takt > 0 && this.recent.length >= 20 && this.p95 > this.takt;
  }
}
