/** What it costs Node-RED's thread to hand a picture to an engine that already has a thousand waiting. */
import { acquireEngine, DEFAULT_SETTINGS } from '../lib/inference';
import { cameraPicture, judging } from './inputs';
import { lessIsBetter, type BenchResult } from './result';

const WAITING = 1000;
const ADDED = 200;

export async function run(): Promise<BenchResult[]> {
  const input = judging(await cameraPicture());
  const { engine, release } = acquireEngine({ ...DEFAULT_SETTINGS, queueLimit: 2 * WAITING }, { lingerMs: 0 });
  const cancel = new AbortController();
  const jobs: Promise<unknown>[] = [];
  const add = (count: number) => {
    const start = performance.now();
    for (let job = 0; job < count; job++) jobs.push(engine.run('clip', input, { signal: cancel.signal }));
    return ((performance.now() - start) / count) * 1000;
  };
  const empty = add(ADDED);
  add(WAITING - ADDED);
  const full = add(ADDED);
  cancel.abort();
  await Promise.allSettled(jobs);
  release();
  return [
    lessIsBetter({
      id: 'queue.add',
      ours: full,
      peer: empty,
      unit: 'µs',
      n: ADDED,
      note: `with ${WAITING} waiting; peer: the first ${ADDED} of an empty queue`,
    }),
  ];
}
