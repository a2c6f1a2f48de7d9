/** Whether the processes grow with the number of pictures. */
import { acquireEngine, DEFAULT_SETTINGS } from '../lib/inference';
import { cameraPicture, judging } from './inputs';
import { lessIsBetter, type BenchResult } from './result';

const JOBS = 5000;
const SETTLED = 500;
const TOGETHER = 8;

const parentMb = () => process.memoryUsage.rss() / 2 ** 20;

export async function run(): Promise<BenchResult[]> {
  const picture = await cameraPicture(640, 480);
  const { engine, release } = acquireEngine({ ...DEFAULT_SETTINGS, memoryLimitMb: 0 });
  const judge = async (count: number) => {
    let left = count;
    const worker = async () => {
      while (left-- > 0) await engine.run('clip', judging(Buffer.from(picture)));
    };
    await Promise.all(Array.from({ length: TOGETHER }, worker));
    return engine.state('clip').rssMb ?? null;
  };
  const settled = await judge(SETTLED);
  const parentSettled = parentMb();
  const end = await judge(JOBS - SETTLED);
  const parent = `Node-RED's side ${parentSettled.toFixed(0)} → ${parentMb().toFixed(0)} MB`;
  release();
  return [
    lessIsBetter({
      id: 'memory.after_5000_jobs',
      ours: end,
      peer: settled,
      unit: 'MB',
      n: JOBS,
      note: `judging process; peer: after ${SETTLED}; ${parent}`,
    }),
  ];
}
