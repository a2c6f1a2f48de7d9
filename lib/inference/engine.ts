import type { InspectionError } from '../inspection/errors';
import type { JobKind, Jobs } from './jobs';
import type { EngineSettings } from './settings';

/** Milliseconds by stage, from the engine; `queue` is the time waited in the parent. */
export type Timings = Record<string, number>;

export interface RunOptions {
  /** For errors and logs. */
  frameId?: string;
  signal?: AbortSignal;
  /** Overrides the engine's own time limit, ms, counted from the moment the job begins; 0: none. */
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
  /** Jobs that the full queue turned away or threw out. */
  dropped: number;
  /** Processes that died unasked. */
  restarts: number;
  pid?: number;
  /** Resident megabytes, as last told by the process. */
  rssMb?: number;
  /** Why the chosen device is not used, or why the lane failed; `in(language)` tells it in another language. */
  problem?: InspectionError;
  /** The problem's message. */
  note?: string;
}

/** A supervised set of processes that run jobs. Obtained from {@link acquireEngine}. */
export interface Engine {
  readonly settings: EngineSettings;
  /**
   * Rejects with an InspectionError: what the job itself found (`ERR_IMAGE_…`, `ERR_MODEL_…`), `ERR_QUEUE_FULL` or
   * `ERR_DROPPED` by the queue policy, `ERR_TIMEOUT`, `ERR_CANCELLED`, `ERR_ENGINE_CRASHED`.
   */
  run<K extends JobKind>(kind: K, input: Jobs[K]['input'], options?: RunOptions): Promise<JobResult<K>>;
  /** Starts the lane's process and loads and tests the model, so that the first picture does not wait. */
  warm(kind: JobKind, model: string): Promise<void>;
  state(kind: JobKind): LaneState;
  /** Called whenever a lane's state changes (at most every 100 ms a lane); returns the way to stop it. */
  onState(kind: JobKind, listener: (state: LaneState) => void): () => void;
}
