import { RecentKeys } from './keys';

/** So many pictures are known again when they come a second time. */
export const REMEMBERED = 10_000;

/** Remembers the ids of the last pictures, to tell a redelivery from a new one. */
export class RecentIds {
  private readonly keys: RecentKeys;

  constructor(most = REMEMBERED) {
    this.keys = new RecentKeys(most);
  }

  has(id: string): boolean {
    return this.keys.rowOf(id) !== undefined;
  }

  /** Remembers `id`; true when it was known already. */
  add(id: string): boolean {
    if (this.has(id)) return true;
    this.keys.add(id);
    return false;
  }
}
