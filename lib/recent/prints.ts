import { digest, Digests, RecentKeys } from './keys';

/** The ids that were added last, each with the print of its picture: 28 bytes an id. */
export class RecentPrints {
  private readonly ids: RecentKeys;
  private readonly prints: Digests;

  constructor(most: number) {
    this.ids = new RecentKeys(most);
    this.prints = new Digests(most);
  }

  add(id: string, print: string): void {
    this.prints.set(this.ids.add(id), digest(print));
  }

  /** Whether this id was added, with this print where one is given; the print that it had last counts. */
  has(id: string, print?: string): boolean {
    const row = this.ids.rowOf(id);
    return row !== undefined && (print === undefined || this.prints.equals(row, digest(print)));
  }

  hasPrint(print: string): boolean {
    const wanted = digest(print);
    for (let row = this.ids.size - 1; row >= 0; row--) if (this.prints.equals(row, wanted)) return true;
    return false;
  }
}
