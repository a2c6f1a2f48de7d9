import type { Engine, JobKind } from '../lib/inference';
import type { MixedJob } from './mixed-jobs';
import { percentile } from './result';

const LANES = { judge: 'clip', measure: 'measure', describe: 'caption' } satisfies Record<string, JobKind>;

/** Resident megabytes of the three lanes' processes, and of this one. */
export type Held = Record<keyof typeof LANES | 'parent', number>;
export const PROCESSES: (keyof Held)[] = ['judge', 'measure', 'describe', 'parent'];

const TOGETHER = 8;

const megabytes = (engine: Engine, name: keyof Held) =>
  name === 'parent' ? process.memoryUsage.rss() / 2 ** 20 : engine.state(LANES[name]).rssMb;

/**
 * Runs `count` jobs and looks at what each process held during their last half, so that no single moment decides.
 *
 * @param percent which percentile of it: 0 what was held at least, 50 the median
 */
export async function heldAfter(engine: Engine, next: () => MixedJob, count: number, percent = 50): Promise<Held> {
  const held = Object.fromEntries(PROCESSES.map((name) => [name, [] as number[]]));
  let left = count;
  const worker = async () => {
    while (left-- > 0) {
      await next().run(engine);
      if (left > count / 2) continue;
      for (const name of PROCESSES) held[name]!.push(megabytes(engine, name) ?? 0);
    }
  };
  await Promise.all(Array.from({ length: TOGETHER }, worker));
  return Object.fromEntries(PROCESSES.map((name) => [name, percentile(held[name]!, percent)!])) as Held;
}
