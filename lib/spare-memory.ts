import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

type Collect = (how?: { type: 'major'; execution: 'sync'; flavor: 'last-resort' }) => void;

/** V8's collection of garbage, as `--expose-gc` tells of it; contexts made later, such as a flow's, get none. */
export function collector(): Collect {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as Collect;
  setFlagsFromString('--no-expose-gc');
  return collect;
}

/**
 * Gives memory back that V8 keeps without need, after every so many jobs of a process or thread: collects all garbage and
 * lets go of pooled pages, as V8 does by itself only before it would fail. That takes 20 to 100 ms in which nothing else runs
 * here. A busy engine takes the pages again within seconds; without it, what it holds goes up in steps for hours (RELIABILITY.md,
 * "Soak").
 */
export class SpareMemory {
  private readonly collect = collector();
  private jobs = 0;

  constructor(private readonly every: number) {}

  count(jobs = 1): void {
    this.jobs += jobs;
  }

  /** To be called in a moment in which nothing waits. */
  release(): void {
    if (this.jobs < this.every) return;
    this.jobs = 0;
    this.collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
  }
}
