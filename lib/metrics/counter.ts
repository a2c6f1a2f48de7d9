import type { Family, Labels } from './exposition';

/** Counts that only go up, by labels; the labels' values come from small, fixed sets. */
export class Counter {
  private readonly series = new Map<string, { labels: Labels; value: number }>();

  constructor(
    private readonly name: string,
    private readonly help: string,
  ) {}

  add(labels: Labels, by = 1): void {
    const key = JSON.stringify(labels);
    const known = this.series.get(key);
    if (known) known.value += by;
    else this.series.set(key, { labels, value: by });
  }

  family(): Family {
    return { name: this.name, help: this.help, type: 'counter', samples: [...this.series.values()] };
  }
}
