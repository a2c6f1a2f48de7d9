import { baselineOf, isBlind, type Baseline } from './baseline';
import { Cusum } from './cusum';
import { LensWatch } from './lens';
import { WATCHED, type Look, type Told, type Watched } from './watched';

/** A value that is not any more what it was. */
export interface Drift {
  what: Told;
  /** From what is normal to the mean of the last looks: a share for light, contrast, focus and lens, a logit for the score. */
  change: number;
  /** Of a 3 × 3 grid, row by row from 0: where the lens shows least of what it did. */
  place?: number;
  /** True at the look that tells it first. */
  begins: boolean;
}

/** What a watch knows, so that it survives a restart. */
export interface WatchState {
  learnt: Look[];
  baseline?: Baseline;
  sums: Partial<Record<Watched, [up: number, down: number]>>;
  lens?: [up: number, down: number][];
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
  private readonly told = new Set<Told>();
  private lens?: LensWatch;

  /** @param learnFrom looks that are taken for normal */
  constructor(
    private readonly learnFrom: number,
    state: WatchState = { learnt: [], sums: {} },
  ) {
    this.learnt = state.learnt;
    this.baseline = state.baseline;
    const sums = WATCHED.map((name) => [name, new Cusum(...(state.sums[name] ?? []))]);
    this.sums = Object.fromEntries(sums) as Record<Watched, Cusum>;
    if (this.baseline) this.lens = new LensWatch(this.baseline.detail, state.lens);
  }

  /** How many looks are learnt, of how many; equal once the watch watches. */
  get progress(): [learnt: number, of: number] {
    return [this.baseline ? this.learnFrom : this.learnt.length, this.learnFrom];
  }

  /** Whether what was learnt holds nothing by which focus could be seen. */
  get blind(): boolean {
    return this.baseline !== undefined && isBlind(this.baseline);
  }

  get state(): WatchState {
    const sums = Object.fromEntries(WATCHED.map((name) => [name, this.sums[name].sums]));
    return { learnt: this.baseline ? [] : this.learnt, baseline: this.baseline, sums, lens: this.lens?.sums };
  }

  /** Takes one look; what has drifted, if anything. */
  step(look: Look): Drift[] {
    if (![...WATCHED.map((name) => look[name]), ...look.detail].every(Number.isFinite)) return [];
    if (!this.baseline) {
      this.learnt.push(look);
      if (this.learnt.length >= this.learnFrom) this.baseline = baselineOf(this.learnt);
      if (this.baseline) this.lens = new LensWatch(this.baseline.detail);
      return [];
    }
    this.recent.push(look);
    if (this.recent.length > RECENT) this.recent.shift();
    const { baseline } = this;
    const drifts = WATCHED.flatMap((what) => {
      const { middle, spread } = baseline[what];
      if (this.sums[what].step((look[what] - middle) / spread) === 0) return this.over(what);
      const shift = this.meanOf((one) => one[what]) - middle;
      return this.tell(what, what === 'score' ? shift : Math.exp(shift) - 1);
    });
    return [...drifts, ...this.stepLens(look, baseline)];
  }

  private stepLens({ detail }: Look, baseline: Baseline): Drift[] {
    const place = this.lens?.step(detail);
    if (place === undefined) return this.over('lens');
    const shift = this.meanOf((one) => one.detail[place]!) - baseline.detail[place]!.middle;
    return this.tell('lens', Math.exp(shift) - 1).map((drift) => ({ ...drift, place }));
  }

  private meanOf(value: (look: Look) => number): number {
    return this.recent.reduce((sum, look) => sum + value(look), 0) / this.recent.length;
  }

  private tell(what: Told, change: number): Drift[] {
    const begins = !this.told.has(what);
    this.told.add(what);
    return [{ what, change, begins }];
  }

  private over(what: Told): Drift[] {
    this.told.delete(what);
    return [];
  }
}
