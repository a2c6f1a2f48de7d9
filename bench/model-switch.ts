/** What twenty switches between two models leave behind: a process ends with its model. */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { acquireEngine, DEFAULT_SETTINGS, type EngineHandle } from '../lib/inference';
import { packageRoot } from '../lib/package-root';
import { cameraPicture, judging } from './inputs';
import { lessIsBetter, type BenchResult } from './result';

const SWITCHES = 20;

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

export async function run(): Promise<BenchResult[]> {
  const folder = await mkdtemp(join(tmpdir(), 'switch-'));
  const models = ['one', 'other'].map((name) => join(folder, name));
  for (const model of models) await cp(join(packageRoot(), 'models/starter/clip'), model, { recursive: true });
  const picture = await cameraPicture(640, 480);

  const pids = new Set<number>();
  const [engineMb, hostMb]: [number[], number[]] = [[], []];
  let handle: EngineHandle | undefined;
  for (let round = 0; round <= SWITCHES; round++) {
    const model = models[round % 2]!;
    const before = handle;
    handle = acquireEngine({ ...DEFAULT_SETTINGS, memoryLimitMb: 0 }, { lingerMs: 0, models: [model] });
    before?.release();
    for (let job = 0; job < 10; job++) await handle.engine.run('clip', { ...judging(picture), model });
    const { pid, rssMb } = handle.engine.state('clip');
    pids.add(pid!);
    engineMb.push(rssMb!);
    hostMb.push(Math.round(process.memoryUsage.rss() / 2 ** 20));
    console.error(
      `  switch ${round}: engine ${rssMb} MB, host ${hostMb.at(-1)} MB, alive ${[...pids].filter(isAlive).length}`,
    );
  }
  const alive = [...pids].filter(isAlive).length;
  handle?.release();
  await rm(folder, { recursive: true });

  const line = (id: string, series: number[], note: string) =>
    lessIsBetter({
      id,
      ours: series.at(-1)!,
      peer: series[1]!,
      unit: 'MB',
      n: SWITCHES,
      note: `${note}; peer: after the first switch; ${series.join(' ')}`,
    });
  return [
    line('memory.model_switch', engineMb, `judging process; ${pids.size} processes in all, ${alive} alive at the end`),
    line('memory.model_switch.host', hostMb, "Node-RED's side"),
  ];
}
