import { createHash } from 'node:crypto';
import { InspectionError } from '../inspection/errors';
import type { Engine, JobResult, LaneState, RunOptions } from './engine';
import { LANE_OF, type JobKind, type Jobs, type Lane as LaneName } from './jobs';
import { automaticLimitMb } from '../machine-memory';
import { Lane } from './lane';
import { Occupancy } from './occupancy';
import type { Request } from './protocol';
import type { EngineSettings } from './settings';
import { Spill } from './spill';
import { Ticket } from './ticket';
import { WantedModels } from './wanted-models';

export interface EngineHandle {
  engine: Engine;
  /** To be called once the engine is not needed any more; further calls do nothing. */
  release(): void;
}

export interface PoolOptions {
  /** All models that the holder will name: a process that holds others is replaced when a new one is asked for. */
  models?: string[];
  /** How long the processes outlive the last release, so that a deploy finds them running, ms. */
  lingerMs?: number;
  /** Where the engine process finds its jobs; default its own `jobs/`. */
  jobsDirectory?: string;
}

const LINGER_MS = 5000;

class LaneEngine implements Engine {
  readonly wanted = new WantedModels();
  private readonly spill = new Spill();
  private readonly lanes: Record<LaneName, Lane>;
  private lastId = 0;
  private closed = false;

  constructor(
    readonly settings: EngineSettings,
    jobsDirectory?: string,
  ) {
    const limit = settings.memoryLimitMb === 'auto' ? automaticLimitMb() : settings.memoryLimitMb;
    const lane = (name: LaneName) =>
      new Lane(name, settings, this.spill, new Occupancy(limit, this.wanted), jobsDirectory);
    this.lanes = { judge: lane('judge'), measure: lane('measure'), describe: lane('describe') };
  }

  async run<K extends JobKind>(kind: K, input: Jobs[K]['input'], options: RunOptions = {}): Promise<JobResult<K>> {
    return (await this.submit({ type: 'job', kind, input }, options)) as JobResult<K>;
  }

  async warm(kind: JobKind, model: string): Promise<void> {
    await this.submit({ type: 'warm', kind, model }, { timeoutMs: 0 });
  }

  state(kind: JobKind): LaneState {
    return this.laneOf(kind).state();
  }

  states(): Record<LaneName, LaneState> {
    const { judge, measure, describe } = this.lanes;
    return { judge: judge.state(), measure: measure.state(), describe: describe.state() };
  }

  onState(kind: JobKind, listener: (state: LaneState) => void): () => void {
    return this.laneOf(kind).feed.listen(listener);
  }

  close(): void {
    this.closed = true;
    for (const lane of Object.values(this.lanes)) lane.close();
    void this.spill.close();
  }

  private submit(request: Request, options: RunOptions): Ticket['result'] {
    const lane = this.laneOf(request.kind);
    if (this.closed) throw new InspectionError('ERR_CANCELLED');
    const ticket = new Ticket(++this.lastId, request, options, (settled, error) => lane.settled(settled, error));
    ticket.checkSignal();
    lane.submit(ticket);
    return ticket.result;
  }

  private laneOf(kind: JobKind): Lane {
    const lane = this.lanes[LANE_OF[kind]];
    if (!lane) throw new InspectionError('ERR_OPTIONS', { option: 'kind', reason: String(kind) });
    return lane;
  }
}

/** How an engine stands. */
export interface EngineStatus {
  /** The same for equal settings, in every run. */
  name: string;
  settings: EngineSettings;
  lanes: Record<LaneName, LaneState>;
}

/** All engines of this process. */
export function engineStatuses(): EngineStatus[] {
  return [...pool].map(([key, { engine }]) => ({
    name: createHash('sha256').update(key).digest('hex').slice(0, 8),
    settings: engine.settings,
    lanes: engine.states(),
  }));
}

interface PooledEngine {
  engine: LaneEngine;
  linger?: NodeJS.Timeout;
}

const pool = new Map<string, PooledEngine>();

/**
 * The engine for these settings: everybody in this process who asks with equal settings shares it. It outlives its last
 * user by five seconds, so that a deploy that changes nothing about it keeps its processes and loaded models.
 */
export function acquireEngine(settings: EngineSettings, options: PoolOptions = {}): EngineHandle {
  const key = JSON.stringify([Object.entries(settings).sort(), options.jobsDirectory]);
  let pooled = pool.get(key);
  if (!pooled) {
    pooled = { engine: new LaneEngine({ ...settings }, options.jobsDirectory) };
    pool.set(key, pooled);
  }
  const { engine } = pooled;
  const entry = pooled;
  clearTimeout(entry.linger);
  const holder = {};
  engine.wanted.add(holder, options.models);

  let held = true;
  const release = () => {
    if (!held) return;
    held = false;
    engine.wanted.delete(holder);
    if (engine.wanted.holders > 0) return;
    const end = () => {
      pool.delete(key);
      engine.close();
    };
    const { lingerMs = LINGER_MS } = options;
    if (lingerMs === 0) end();
    else entry.linger = setTimeout(end, lingerMs).unref();
  };
  return { engine, release };
}
