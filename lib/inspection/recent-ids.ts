/** So many pictures are known again when they come a second time; what is remembered of them grows until then. */
export const REMEMBERED = 10_000;

/** Remembers the ids of the last pictures, to tell a redelivery from a new one. */
export class RecentIds {
  private readonly ids = new Set<string>();

  constructor(private readonly limit = REMEMBERED) {}

  has(id: string): boolean {
    return this.ids.has(id);
  }

  /** Remembers `id`; true when it was known already. */
  add(id: string): boolean {
    if (this.ids.has(id)) return true;
    this.ids.add(id);
    if (this.ids.size > this.limit) this.ids.delete(this.ids.values().next().value!);
    return false;
  }
}
