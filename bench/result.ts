import { cpus, totalmem } from 'node:os';

/** One line of the benchmark table. `ratio` > 1 means that we are better than the peer. */
export interface BenchResult {
  id: string;
  ours: number | null;
  /** What it is compared with, in the same unit; null when there is nothing to compare. */
  peer: number | null;
  unit: string;
  ratio: number | null;
  /** Measurements taken. */
  n: number;
  note: string;
}

/** A file of this folder that measures: it is found by its name, which `npm run bench -- NAME` chooses. */
export interface Bench {
  run(): Promise<BenchResult[]>;
}

/** For figures of which less is better. */
export function lessIsBetter(line: Omit<BenchResult, 'ratio'>): BenchResult {
  const { ours, peer } = line;
  return { ...line, ratio: ours && peer !== null ? peer / ours : null };
}

/** The nearest-rank percentile; null of nothing. */
export function percentile(values: number[], percent: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? null;
}

export function machine(): string {
  const [first] = cpus();
  return `${first?.model.trim()}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}`;
}
