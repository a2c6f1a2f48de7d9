import { createHash } from 'node:crypto';
import { randomSource } from '../../lib/random';

/** Repeatable chance: equal names give equal throws on every machine. */
export class Dice {
  private readonly next: () => number;

  constructor(...name: (string | number)[]) {
    this.next = randomSource(createHash('sha256').update(name.join('\n')).digest().readInt32LE());
  }

  /** A whole number from 0 up to, not including, `end`. */
  below(end: number): number {
    return Math.floor(this.next() * end);
  }

  chance(share: number): boolean {
    return this.next() < share;
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)]!;
  }

  bytes(count: number): Buffer {
    return Buffer.from(Array.from({ length: count }, () => this.below(256)));
  }
}
