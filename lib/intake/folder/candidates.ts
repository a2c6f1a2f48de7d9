import { sameVersion, type FoundFile } from './listing';

interface Candidate extends Pick<FoundFile, 'size' | 'modified'> {
  /** By the process's own clock, which nobody sets. */
  since: number;
  /** It was read and has no end. */
  isPart: boolean;
}

/** Files that were seen and not taken yet: how long each has been as it is. */
export class Candidates {
  private readonly seen = new Map<string, Candidate>();

  constructor(
    private readonly settleMs: number,
    private readonly giveUpMs: number,
  ) {}

  /** Whether the file has not changed for the settling time; begins to wait when it is new or has changed. */
  isStill(file: FoundFile): boolean {
    return this.age(file) >= this.settleMs;
  }

  isGivenUp(file: FoundFile): boolean {
    return this.age(file) >= Math.max(this.giveUpMs, this.settleMs);
  }

  isKnownPart({ name }: FoundFile): boolean {
    return this.seen.get(name)?.isPart ?? false;
  }

  markPart({ name }: FoundFile): void {
    const candidate = this.seen.get(name);
    if (candidate) candidate.isPart = true;
  }

  drop(name: string): void {
    this.seen.delete(name);
  }

  /** Forgets the files that are not among `names`. */
  keep(names: Set<string>): void {
    for (const name of this.seen.keys()) if (!names.has(name)) this.seen.delete(name);
  }

  /** Milliseconds until another look is worth while, at most `otherwise`. */
  wait(otherwise: number): number {
    const waits = [...this.seen.values()].map(
      ({ since, isPart }) => since + (isPart ? this.giveUpMs : this.settleMs) - performance.now(),
    );
    return Math.max(0, Math.min(otherwise, ...waits.filter((wait) => wait > 0)));
  }

  private age({ name, size, modified }: FoundFile): number {
    const now = performance.now();
    const known = this.seen.get(name);
    if (known && sameVersion(known, { size, modified })) return now - known.since;
    this.seen.set(name, { size, modified, since: now, isPart: false });
    return 0;
  }
}
