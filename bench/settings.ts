import { DEFAULT_SETTINGS, type EngineSettings } from '../lib/inference';

/** As the editor offers them, on the device that `--device` names; without limits that end a process or a job. */
export function benchSettings(precision: EngineSettings['precision']): EngineSettings {
  const device = (process.env.GYEOL_BENCH_DEVICE ?? 'cpu') as EngineSettings['device'];
  return { ...DEFAULT_SETTINGS, device, precision, memoryLimitMb: 0, timeoutMs: 0, queueLimit: 2000 };
}
