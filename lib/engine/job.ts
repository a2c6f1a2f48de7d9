import type { JobKind, Jobs } from '../inference/jobs';
import type { EngineSettings } from '../inference/settings';

/** What a job may use while it runs in the engine process. */
export interface JobContext {
  settings: EngineSettings;
  /** Aborted when the parent cancels the job or its time is over; long jobs check it between steps. */
  signal: AbortSignal;
  /** Tells the parent how far the job is, 0..1. */
  progress(fraction: number, note?: string): void;
  /** Runs `work` and books its milliseconds under `stage` in the job's timings. */
  time<T>(stage: string, work: () => Promise<T> | T): Promise<T>;
}

/**
 * A file of `jobs/`: it is loaded by its name when the first such job comes.
 *
 * `run` gets jobs that waited together (at least one) and returns one outcome each, in order; an Error is an
 * outcome of its own job and harms no neighbour. What `run` throws fails all of them.
 *
 * What the user should know although nothing failed (a device that cannot be used) goes through `note` of `notes.ts`;
 * the process listens with `onNote` and passes it to the lane's state.
 */
export interface JobModule<K extends JobKind> {
  run(inputs: Jobs[K]['input'][], contexts: JobContext[]): Promise<(Jobs[K]['output'] | Error)[]>;
  /** Jobs with equal keys may run together; without one a job runs alone. */
  batchKey?(input: Jobs[K]['input']): string | undefined;
  /** Loads what the job needs ahead of the first picture, and tests it. */
  warm?(model: string, settings: EngineSettings): Promise<void>;
}
