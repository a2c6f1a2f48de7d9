/** How long a picture waits for a cold engine, for one that was killed, and after a deploy that changed nothing. */
import { acquireEngine, DEFAULT_SETTINGS, type Engine } from '../lib/inference';
import { cameraPicture, judging } from './inputs';
import { lessIsBetter, percentile, type BenchResult } from './result';

const ROUNDS = 5;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function inRounds(work: () => Promise<number>): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) times.push(await work());
  return times;
}

export async function run(): Promise<BenchResult[]> {
  const picture = await cameraPicture();
  const judge = (engine: Engine) => () => engine.run('clip', judging(picture));

  const cold = await inRounds(async () => {
    const { engine, release } = acquireEngine(DEFAULT_SETTINGS, { lingerMs: 0 });
    const time = await timed(judge(engine));
    release();
    return time;
  });

  const first = acquireEngine(DEFAULT_SETTINGS);
  const running = await inRounds(() => timed(judge(first.engine)));
  const killed = await inRounds(() => {
    process.kill(first.engine.state('clip').pid!, 'SIGKILL');
    return timed(judge(first.engine));
  });
  let handle = first;
  const deployed = await inRounds(() => {
    handle.release();
    handle = acquireEngine(DEFAULT_SETTINGS);
    return timed(judge(handle.engine));
  });
  handle.release();

  const line = (id: string, times: number[], peer: number | null, note: string) =>
    lessIsBetter({ id, ours: percentile(times, 50), peer, unit: 'ms', n: ROUNDS, note });
  return [
    line('cold_start', cold, null, 'process, model, self-test and first judgement'),
    line('restart.after_kill', killed, percentile(running, 50), 'peer: a picture for a running engine'),
    line('restart.after_deploy', deployed, percentile(running, 50), 'peer: a picture for a running engine'),
  ];
}
