/** What decides how an engine runs. Two config nodes with equal settings share one engine. */

export type Device = 'auto' | 'cpu' | 'cuda' | 'tensorrt' | 'webgpu' | 'coreml' | 'directml';
export type Precision = 'auto' | 'fp32' | 'fp16' | 'int8';
/** Whether onnxruntime keeps memory for the next run; `auto`: not on a machine of little memory. */
export type Arena = 'auto' | 'on' | 'off';
export type QueuePolicy = 'reject' | 'drop-oldest' | 'drop-newest';

export interface EngineSettings {
  device: Device;
  precision: Precision;
  /** Threads of a session; 0: by the machine. */
  threads: number;
  /** Most jobs that run together. */
  batch: number;
  /** Most jobs that wait in one lane. */
  queueLimit: number;
  queuePolicy: QueuePolicy;
  /** A process without work ends after this many seconds; 0: never. */
  idleSeconds: number;
  arena: Arena;
  /** A process above this resident size is replaced after its job, MB; 0: never; `auto`: by the machine. */
  memoryLimitMb: number | 'auto';
  /** A job that takes longer fails with ERR_TIMEOUT, ms; 0: never. */
  timeoutMs: number;
  /** Makes the self-test of a model although it was passed before: a person asked for it. */
  retest?: boolean;
}

export const DEFAULT_SETTINGS: EngineSettings = {
  device: 'auto',
  precision: 'auto',
  threads: 0,
  batch: 8,
  queueLimit: 100,
  queuePolicy: 'reject',
  idleSeconds: 600,
  arena: 'auto',
  memoryLimitMb: 'auto',
  timeoutMs: 60_000,
};
