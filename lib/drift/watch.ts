import { baselineOf, type Baseline } from './baseline';
import { Cusum } from './cusum';
import { WATCHED, type Look, type Watched } from './watched';

/** A value that is not any more what it was. */
export interface Drift {
  what: Watched;
  /** From what is normal to the mean of the last looks: a share for light, contrast and focus, a logit for the score. */
  change: number;
  /** True at the look that tells it first. */
  begins: boolean;
}

/** What a watch knows, so that it survives a restart. */
export interface WatchState {
  learnt: Look[];
  baseline?: Baseline;
  sums: Partial<Record<Watched, [up: number, down: number]>>;
}

/** Looks that a told change is averaged over. */
const RECENT = 10;

/**
 * Learns from the first looks what is normal and tells when the line has left it, before judgements go wrong: models see the
 * light and the focus that they were commissioned with.
 */
export class DriftWatch {
  private readonly learnt: Look[];
  private baseline?: Baseline;
  private readonly sums: Record<Watched, Cusum>;
  private readonly recent: Look[] = [];
  private readonly told = new Set<Watched>();

  /** @param learnFrom looks that are taken for normal */
  constructor(
    private readonly learnFrom: number,
    state: WatchState = { learnt: [], sums: {} },
  ) {
    this.learnt = state.learnt;
    this.baseline = state.baseline;
    const sums = WATCHED.map((name) => [name, new Cusum(...(state.sums[name] ?? []))]);
    this.sums = Object.fromEntries(sums) as Record<Watched, Cusum>;
  }

  /** How many looks are learnt, of how many; equal once the watch watches. */
  get progress(): [learnt: number, of: number] {
    return [this.baseline ? this.learnFrom : this.learnt.length, this.learnFrom];
  }

  get state(): WatchState {
    const sums = Object.fromEntries(WATCHED.map((name) => [name, this.sums[name].sums]));
    return { learnt: this.baseline ? [] : this.learnt, baseline: this.baseline, sums };
  }

  /** Takes one look; what has drifted, if anything. */
  step(look: Look): Drift[] {
    if (!WATCHED.every((name) => Number.isFinite(look[name]))) return [];
    if (!this.baseline) {
      this.learnt.push(look);
      if (this.learnt.length >= this.learnFrom) this.baseline = baselineOf(this.learnt);
      return [];
    }
    this.recent.push(look);
    if (this.recent.length > RECENT) this.recent.shift();
    const { baseline } = this;
    return WATCHED.flatMap((what) => {
      const { middle, spread } = baseline[what];
      const side = this.sums[what].step((look[what] - middle) / spread);
      if (side === 0) {
        this.told.delete(what);
        return [];
      }
      const begins = !this.told.has(what);
      this.told.add(what);
      const now = this.recent.reduce((sum, one) => sum + one[what], 0) / this.recent.length;
      return [{ what, change: what === 'score' ? now - middle : Math.exp(now - middle) - 1, begins }];
    });
  }
}
