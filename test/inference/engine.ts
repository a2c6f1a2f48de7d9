import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import {
  acquireEngine,
  DEFAULT_SETTINGS,
  type Engine,
  type EngineSettings,
  type JobKind,
  type LaneState,
  type RunOptions,
  type Timings,
} from '../../lib/inference';

/** What the job of `jobs/clip.js` is told. */
export interface Order {
  /** Orders of one model may run together. */
  model?: string;
  tag?: number | string;
  act?: 'block' | 'abort' | 'grow' | 'litter' | 'throw' | 'fail';
  gate?: string;
  picture?: { bytes: Uint8Array };
}

/** What it answers. */
export interface Answer {
  tag?: number | string;
  /** Batches that its process has run, this one included. */
  runs: number;
  together: number;
  pid: number;
  sum?: number;
}

export const jobsDirectory = join(__dirname, 'jobs');

/** An engine on the test jobs; its processes end with the test. */
export function testEngine(settings: Partial<EngineSettings> = {}): Engine {
  const { engine, release } = acquireEngine({ ...DEFAULT_SETTINGS, ...settings }, { lingerMs: 0, jobsDirectory });
  onTestFinished(release);
  return engine;
}

export async function order(
  engine: Engine,
  input: Order,
  options?: RunOptions,
): Promise<Answer & { timings: Timings }> {
  const { output, timings } = await engine.run('clip', input as never, options);
  return { ...(output as unknown as Answer), timings };
}

/** A gate that jobs wait for until it is opened. */
export function gate(): { path: string; open(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'gate-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'open');
  return { path, open: () => writeFileSync(path, '') };
}

/** Resolves with the first state that satisfies `wanted`, the present one included. */
export function stateWhere(
  engine: Engine,
  wanted: (state: LaneState) => boolean,
  kind: JobKind = 'clip',
): Promise<LaneState> {
  return new Promise((resolve) => {
    const check = (state: LaneState) => {
      if (!wanted(state)) return false;
      stop();
      resolve(state);
      return true;
    };
    const stop = engine.onState(kind, check);
    check(engine.state(kind));
  });
}

export const codeOf = (result: PromiseSettledResult<unknown>) =>
  result.status === 'rejected' ? (result.reason as { code: string }).code : 'fulfilled';

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** For conditions that nobody announces, such as the end of somebody else's process. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}
