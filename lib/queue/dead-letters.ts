import type { InspectionError } from '../inspection/errors';
import type { Entry } from './entry';
import type { Reason, Spool } from './spool';

/** More are not kept; the oldest go. */
const MOST = 1000;

export interface DeadLetter {
  entry: Entry;
  reason?: Reason;
}

/** Frames that were tried in vain and wait for a person. */
export class DeadLetters {
  private readonly letters = new Map<number, DeadLetter>();

  constructor(
    private readonly spool: Spool,
    private readonly most = MOST,
  ) {}

  get size(): number {
    return this.letters.size;
  }

  fill(found: DeadLetter[]): void {
    for (const letter of found) this.letters.set(letter.entry.seq, letter);
  }

  has({ seq }: Entry): boolean {
    return this.letters.has(seq);
  }

  /** Oldest first. */
  list(): DeadLetter[] {
    return [...this.letters.values()].sort((a, b) => a.entry.seq - b.entry.seq);
  }

  /** Keeps a frame; gives those that had to make room. */
  async add(entry: Entry, { code, parameters }: InspectionError): Promise<Entry[]> {
    const reason = { code, parameters };
    await this.spool.bury(entry, reason);
    this.letters.set(entry.seq, { entry, reason });
    const tooMany = this.list().slice(0, Math.max(0, this.size - this.most));
    for (const letter of tooMany) await this.take(letter.entry.seq, () => this.spool.remove('dead', letter.entry));
    return tooMany.map((letter) => letter.entry);
  }

  async revive(seq: number): Promise<Entry | undefined> {
    return this.take(seq, (entry) => this.spool.revive(entry));
  }

  async discard(seq: number): Promise<Entry | undefined> {
    return this.take(seq, (entry) => this.spool.remove('dead', entry));
  }

  private async take(seq: number, work: (entry: Entry) => Promise<void>): Promise<Entry | undefined> {
    const letter = this.letters.get(seq);
    if (!letter) return undefined;
    this.letters.delete(seq);
    try {
      await work(letter.entry);
      return letter.entry;
    } catch (thrown) {
      this.letters.set(seq, letter);
      throw thrown;
    }
  }
}
