import type { JobKind, Jobs } from './jobs';
import type { EngineSettings } from './settings';

export * from './jobs';
export * from './settings';

/** Milliseconds by stage, from the engine; `queue` is the time waited in the parent. */
export type Timings = Record<string, number>;

export interface RunOptions {
  /** For errors and logs. */
  frameId?: string;
  signal?: AbortSignal;
  /** Overrides the engine's own time limit, ms. */
  timeoutMs?: number;
  onProgress?(fraction: number, note?: string): void;
}

export interface JobResult<K extends JobKind> {
  output: Jobs[K]['output'];
  timings: Timings;
}

export interface LaneState {
  phase: 'cold' | 'loading' | 'ready' | 'failed';
  waiting: number;
  running: number;
  /** Since the engine began. */
  done: number;
  failed: number;
  dropped: number;
  restarts: number;
  pid?: number;
  /** Resident megabytes, as last told by the process. */
  rssMb?: number;
  /** Why the chosen device is not used, or why the lane failed. */
  note?: string;
}

/** A supervised set of processes that run jobs. Obtained from {@link acquireEngine}. */
export interface Engine {
  readonly settings: EngineSettings;
  run<K extends JobKind>(kind: K, input: Jobs[K]['input'], options?: RunOptions): Promise<JobResult<K>>;
  /** Starts the lane's process and loads and tests the model, so that the first picture does not wait. */
  warm(kind: JobKind, model: string): Promise<void>;
  state(kind: JobKind): LaneState;
  /** Called whenever a lane's state changes (at most every 100 ms a lane); returns the way to stop it. */
  onState(kind: JobKind, listener: (state: LaneState) => void): () => void;
}
