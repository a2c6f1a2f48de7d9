import { acquireEngine, type Device, type Engine, type JobKind } from '../../lib/inference';
import { percentile } from '../result';
import { benchSettings } from '../settings';

const ROUNDS = Number(process.env.ROUNDS ?? 5);

/** Two engines that do the same work in turn: one on the device that `--device` names, one on the processor. */
export interface Beside {
  device: Exclude<Device, 'auto'>;
  engines: Record<'ours' | 'processor', Engine>;
  /** Until the model was loaded and had passed its self-test, in a process of its own, ms. */
  start: Record<'ours' | 'processor', number>;
}

/**
 * Both in fp32, each with the model loaded; nothing is measured where no other device than the processor is named.
 *
 * @throws InspectionError why the device does not run the model
 */
export async function besideProcessor<T>(kind: JobKind, model: string, measure: (both: Beside) => Promise<T[]>) {
  const settings = benchSettings('fp32');
  const { device } = settings;
  if (device === 'cpu' || device === 'auto') return [];
  const [ours, processor] = [acquireEngine(settings), acquireEngine({ ...settings, device: 'cpu' })];
  try {
    const start = {
      processor: await warmed(processor.engine, kind, model),
      ours: await warmed(ours.engine, kind, model),
    };
    return await measure({ device, engines: { ours: ours.engine, processor: processor.engine }, start });
  } finally {
    ours.release();
    processor.release();
  }
}

async function warmed(engine: Engine, kind: JobKind, model: string): Promise<number> {
  const began = performance.now();
  await engine.warm(kind, model);
  const { problem } = engine.state(kind);
  if (problem) throw problem;
  return performance.now() - began;
}

/** @param works each answers how long it took @returns their medians over the rounds, after one that does not count */
export async function medians<N extends string>(works: Record<N, () => Promise<number>>) {
  const names = Object.keys(works) as N[];
  const times = new Map(names.map((name) => [name, [] as number[]]));
  for (let round = -1; round < ROUNDS; round++) {
    for (const name of names) {
      const taken = await works[name]();
      if (round >= 0) times.get(name)!.push(taken);
    }
  }
  const found = names.map((name) => [name, percentile(times.get(name)!, 50)]);
  return { n: ROUNDS, ms: Object.fromEntries(found) as Record<N, number> };
}

export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
