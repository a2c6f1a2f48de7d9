import { Cusum } from './cusum';
import type { Normal } from './baseline';

/**
 * Stricter than for single values: there are nine places, and parts that lie a little differently move edges from one into
 * the next.
 */
const ALLOWANCE = 1;
const LIMIT = 15;

/** Watches every place of the picture for less to see than there was, as a smear on the lens leaves. */
export class LensWatch {
  private readonly places: Cusum[];

  constructor(
    private readonly normal: Normal[],
    sums: [up: number, down: number][] = [],
  ) {
    this.places = normal.map((_, place) => new Cusum(...(sums[place] ?? [0, 0]), ALLOWANCE, LIMIT));
  }

  get sums(): [up: number, down: number][] {
    return this.places.map(({ sums }) => sums);
  }

  /** Takes one look; the place that lost most, if any lost too much. */
  step(detail: number[]): number | undefined {
    const lost = this.places.flatMap((place, index) => {
      const { middle, spread } = this.normal[index]!;
      return place.step((detail[index]! - middle) / spread) < 0 ? [index] : [];
    });
    if (lost.length === 0) return undefined;
    return lost.reduce((most, index) => (this.places[index]!.sums[1] > this.places[most]!.sums[1] ? index : most));
  }
}
