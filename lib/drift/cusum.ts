/**
 * The cumulative sum of deviations beyond an allowance, to either side (Page 1954, "Continuous inspection schemes"), over
 * deviations that are cut off, so that single odd parts, however odd, cannot add up to a change by themselves.
 *
 * With an allowance of 0.75 and a limit of 12 standard deviations a steady line exceeds it about once in exp(2 · 0.75 · 12)
 * = 65 million looks (Siegmund 1985, section 2.6), and a shift of 3 is told after 6 looks, one of 1.5 after 16.
 */
export class Cusum {
  constructor(
    private up = 0,
    private down = 0,
    private readonly allowance = ALLOWANCE,
    private readonly limit = LIMIT,
  ) {}

  /** Takes one deviation, in standard deviations; -1 or 1 while the sum to that side is beyond the limit, else 0. */
  step(deviation: number): -1 | 0 | 1 {
    const cut = cutOff(deviation);
    const most = MOST * this.limit;
    this.up = Math.min(most, Math.max(0, this.up + cut - this.allowance));
    this.down = Math.min(most, Math.max(0, this.down - cut - this.allowance));
    if (this.up > this.limit) return 1;
    return this.down > this.limit ? -1 : 0;
  }

  get sums(): [up: number, down: number] {
    return [this.up, this.down];
  }
}

const CUT = 3;

/** A deviation as it counts. */
export const cutOff = (deviation: number): number => Math.max(-CUT, Math.min(CUT, deviation));

const ALLOWANCE = 0.75;
const LIMIT = 12;
/** So that a change that is over is told within as many looks. */
const MOST = 1.5;
