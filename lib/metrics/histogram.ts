import type { Family, Labels, Sample } from './exposition';

/** Upper bounds in seconds: from one takt of a fast station to the longest description. */
export const SECONDS = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60];

interface Series {
  labels: Labels;
  /** How many fell at or below each bound, and not below the one before. */
  counts: number[];
  count: number;
  sum: number;
}

/** How long things took, by labels. */
export class Histogram {
  private readonly series = new Map<string, Series>();

  constructor(
    private readonly name: string,
    private readonly help: string,
    private readonly bounds = SECONDS,
  ) {}

  observe(labels: Labels, value: number): void {
    const key = JSON.stringify(labels);
    const series = this.series.get(key) ?? { labels, counts: this.bounds.map(() => 0), count: 0, sum: 0 };
    this.series.set(key, series);
    const bucket = this.bounds.findIndex((bound) => value <= bound);
    if (bucket >= 0) series.counts[bucket]!++;
    series.count++;
    series.sum += value;
  }

  family(): Family {
    const samples = [...this.series.values()].flatMap((series) => this.samplesOf(series));
    return { name: this.name, help: this.help, type: 'histogram', samples };
  }

  private samplesOf({ labels, counts, count, sum }: Series): Sample[] {
    let below = 0;
    const buckets = this.bounds.map((bound, index): Sample => {
      below += counts[index]!;
      return { suffix: '_bucket', labels: { ...labels, le: String(bound) }, value: below };
    });
    return [
      ...buckets,
      { suffix: '_bucket', labels: { ...labels, le: '+Inf' }, value: count },
      { suffix: '_sum', labels, value: sum },
      { suffix: '_count', labels, value: count },
    ];
  }
}
