import type { Sharing, ValueName } from './protocol';

/** Fields of a job's input that many jobs have in common, such as the labels of a node. */
const SHARED_FIELDS = ['labels', 'reference'];

/** Most values a process keeps; the least recently used one leaves first. */
const LARGEST = 32;

/**
 * Sends what many inputs have in common to a process once and names it from then on: a thousand labels then cost a
 * frame no more than three. It is the same object that is recognised, so it must not be changed once it was sent.
 */
export class SharingSender {
  private readonly names = new Map<object, number>();
  private next = 0;

  constructor(private readonly send: (message: Sharing) => void) {}

  /** @returns the input with names for its shared values, which have been sent */
  shorten(input: object): object {
    const short: Record<string, unknown> = { ...input };
    for (const field of SHARED_FIELDS) {
      const value = short[field];
      if (typeof value === 'object' && value !== null)
        short[field] = { shared: this.nameOf(value) } satisfies ValueName;
    }
    return short;
  }

  private nameOf(value: object): number {
    const known = this.names.get(value);
    const name = known ?? this.next++;
    this.names.delete(value);
    this.names.set(value, name);
    if (known === undefined) this.send({ type: 'share', name, value });
    if (this.names.size > LARGEST) {
      const [oldest, forgotten] = this.names.entries().next().value!;
      this.names.delete(oldest);
      this.send({ type: 'forget', name: forgotten });
    }
    return name;
  }
}
