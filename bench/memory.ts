/** Whether the processes of the three lanes, and this one, grow with the number of jobs. */
import { acquireEngine, DEFAULT_SETTINGS, type Engine, type JobKind } from '../lib/inference';
import { mixedJobs } from './mixed-jobs';
import { lessIsBetter, percentile, type BenchResult } from './result';

const JOBS = Number(process.env.JOBS ?? 5000);
/** Memory is told after every so many. */
const STEP = JOBS / 10;
const TOGETHER = 8;

const LANES = { judge: 'clip', measure: 'measure', describe: 'caption' } satisfies Record<string, JobKind>;
type Name = keyof typeof LANES | 'parent';

const NAMES: Name[] = ['judge', 'measure', 'describe', 'parent'];

const megabytes = (engine: Engine, name: Name) =>
  name === 'parent' ? process.memoryUsage.rss() / 2 ** 20 : engine.state(LANES[name]).rssMb;

/** Runs `count` jobs; the median of what each process held in their last fifth, so that no single moment decides. */
async function runJobs(engine: Engine, next: Awaited<ReturnType<typeof mixedJobs>>, count: number) {
  const held: Record<Name, number[]> = { judge: [], measure: [], describe: [], parent: [] };
  let left = count;
  const worker = async () => {
    while (left-- > 0) {
      await next().run(engine);
      if (left > count / 5) continue;
      for (const name of NAMES) held[name].push(megabytes(engine, name) ?? 0);
    }
  };
  await Promise.all(Array.from({ length: TOGETHER }, worker));
  return Object.fromEntries(NAMES.map((name) => [name, percentile(held[name], 50)!])) as Record<Name, number>;
}

export async function run(): Promise<BenchResult[]> {
  const { engine, release } = acquireEngine({ ...DEFAULT_SETTINGS, memoryLimitMb: 0 });
  const next = await mixedJobs();
  const steps: Record<Name, number>[] = [];
  for (let done = STEP; done <= JOBS; done += STEP) {
    const step = await runJobs(engine, next, STEP);
    steps.push(step);
    console.error(`  ${done} jobs: ${NAMES.map((name) => `${name} ${step[name].toFixed(0)} MB`).join(', ')}`);
  }
  release();
  const [first, last] = [steps[0]!, steps.at(-1)!];
  return NAMES.map((name) =>
    lessIsBetter({
      id: name === 'judge' ? 'memory.after_5000_jobs' : `memory.after_5000_jobs.${name}`,
      ours: last[name],
      peer: first[name],
      unit: 'MB',
      n: JOBS,
      note: `peer: after ${STEP}; ${steps.map((step) => step[name].toFixed(0)).join(' → ')}`,
    }),
  );
}
