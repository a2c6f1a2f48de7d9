import { randomSource } from '../../lib/random';

/** Reproducible random numbers, uniform and normal. */
export class Dice {
  /** 0 ≤ value < 1. */
  readonly next: () => number;

  constructor(seed: number) {
    this.next = randomSource(seed);
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  /** Evenly over the logarithm. */
  about(low: number, high: number): number {
    return Math.exp(this.between(Math.log(low), Math.log(high)));
  }

  /** Standard normal (Box and Muller). */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }

  one<T>(choices: readonly T[]): T {
    return choices[Math.floor(this.next() * choices.length)]!;
  }
}
