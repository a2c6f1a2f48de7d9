/**
 * Numbers of a subscription's notification messages: finds those that are missing, and those that come twice.
 *
 * A server numbers its messages from 1 and keeps each until it is confirmed (OPC 10000-4, 5.14.1.1). A connection that
 * breaks takes what was on its way with it, and a client that goes on reading live messages afterwards never asks for it.
 */
export class Sequence {
  private next = 1;
  private readonly missing = new Set<number>();

  /** Another subscription begins. */
  restart(): void {
    this.next = 1;
    this.missing.clear();
  }

  /** The number of a message with content; whether it is new. */
  take(number: number): boolean {
    if (number < this.next) return this.missing.delete(number);
    this.expect(number);
    this.next = number + 1;
    return true;
  }

  /** The number that a message without content (keep-alive) announces as the next. */
  expect(number: number): void {
    for (; this.next < number; this.next++) this.missing.add(this.next);
  }

  /** What is missing, oldest first. */
  gaps(): number[] {
    return [...this.missing].sort((one, other) => one - other);
  }

  misses(number: number): boolean {
    return this.missing.has(number);
  }
}
