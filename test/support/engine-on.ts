import { acquireEngine, DEFAULT_SETTINGS, type Device, type Engine } from '../../lib/inference';

/** Runs `work` on an engine of its own on `device`, without time limits. */
export async function using<T>(device: Device, work: (engine: Engine) => Promise<T>): Promise<T> {
  const handle = acquireEngine({ ...DEFAULT_SETTINGS, device, timeoutMs: 0 }, { lingerMs: 0 });
  try {
    return await work(handle.engine);
  } finally {
    await handle.release();
  }
}
