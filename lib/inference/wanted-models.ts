/** Which models those who hold an engine may ask for. */
export class WantedModels {
  private readonly byHolder = new Map<object, string[] | undefined>();

  get holders(): number {
    return this.byHolder.size;
  }

  /** @param models all that the holder will ever name; undefined: it may name any */
  add(holder: object, models?: string[]): void {
    this.byHolder.set(holder, models);
  }

  delete(holder: object): void {
    this.byHolder.delete(holder);
  }

  /** Whether one of `loaded` will not be asked for any more. */
  leavesUnused(loaded: Iterable<string>): boolean {
    const wanted = [...this.byHolder.values()];
    if (wanted.includes(undefined)) return false;
    const all = new Set(wanted.flatMap((models) => models ?? []));
    return [...loaded].some((model) => !all.has(model));
  }
}
