/** Whether the processes of the three lanes, and this one, grow with the number of jobs. */
import { acquireEngine, DEFAULT_SETTINGS } from '../lib/inference';
import { heldAfter, PROCESSES, type Held } from './held';
import { mixedJobs } from './mixed-jobs';
import { lessIsBetter, type BenchResult } from './result';

const JOBS = Number(process.env.JOBS ?? 5000);
/** Memory is told after every so many. */
const STEP = JOBS / 10;
export async function run(): Promise<BenchResult[]> {
  const { engine, release } = acquireEngine({ ...DEFAULT_SETTINGS, memoryLimitMb: 0 });
  const next = await mixedJobs();
  const steps: Held[] = [];
  for (let done = STEP; done <= JOBS; done += STEP) {
    const step = await heldAfter(engine, next, STEP);
    steps.push(step);
    console.error(`  ${done} jobs: ${PROCESSES.map((name) => `${name} ${step[name].toFixed(0)} MB`).join(', ')}`);
  }
  release();
  const [first, last] = [steps[0]!, steps.at(-1)!];
  return PROCESSES.map((name) =>
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
