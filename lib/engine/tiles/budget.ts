/** Of what is known of the time a tile takes, the part that its latest run counts for. */
const LATEST = 0.3;

/** Milliseconds a tile takes a model, as far as is known; kept from picture to picture. */
export class Pace {
  private ms = 0;

  get msPerTile(): number {
    return this.ms;
  }

  took(tiles: number, ms: number): void {
    const latest = ms / tiles;
    const smooth = this.ms === 0 ? latest : this.ms + LATEST * (latest - this.ms);
    // Slower at once, faster only by and by: a budget is rather left unused than exceeded.
    this.ms = Math.max(latest, smooth);
  }
}

/** How many tiles the time that the user allows still leaves room for. */
export class Budget {
  /** @param endsAt in milliseconds of the clock `now`; Infinity: there is time for all */
  constructor(
    private readonly endsAt: number,
    private readonly pace: Pace,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /**
   * Tiles of the next run, at most `largest`; a single one where no run has told yet how long one takes. No run plans with
   * more than half of what is left: the last ones are small, and so is what they may take longer than expected.
   */
  next(largest: number): number {
    const fitting = this.fitting();
    return fitting < 1 ? 0 : Math.min(largest, Math.max(1, Math.floor(fitting / 2)));
  }

  /** How many times `tiles` there is room for. */
  roomFor(tiles: number): number {
    return Math.max(0, Math.floor(this.fitting() / tiles));
  }

  private fitting(): number {
    const left = this.endsAt - this.now();
    if (left === Infinity) return Infinity;
    if (this.pace.msPerTile > 0) return left / this.pace.msPerTile;
    return left > 0 ? 1 : 0;
  }

  /** Runs `work` on `tiles` tiles and learns how long one takes. */
  async spend<T>(tiles: number, work: () => Promise<T>): Promise<T> {
    const start = this.now();
    const result = await work();
    this.pace.took(tiles, this.now() - start);
    return result;
  }
}
