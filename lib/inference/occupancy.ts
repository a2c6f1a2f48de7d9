import { InspectionError } from '../inspection/errors';
import type { WantedModels } from './wanted-models';

/** A process that reached its limit within so many jobs did not grow: its models need that much. */
const FEW_JOBS = 100;
const RAISE = 1.25;

/** What a lane's process holds in memory, and whether it has to be replaced for it. */
export class Occupancy {
  /** Resident megabytes, as last told by the process. */
  rssMb?: number;
  /** Why a process was last replaced for its size. */
  complaint?: InspectionError;
  private readonly models = new Set<string>();
  private jobs = 0;

  /** @param limitMb 0: none */
  constructor(
    private limitMb: number,
    private readonly wanted: WantedModels,
  ) {}

  /** A process begins or ends. */
  reset(): void {
    this.models.clear();
    this.jobs = 0;
    this.rssMb = undefined;
  }

  /**
   * Whether the process holds a model that nobody wants any more, while it does not hold `model`: onnxruntime gives
   * memory back with its process only, so models are switched by replacing it.
   */
  mustMakeRoomFor(model?: string): boolean {
    return model !== undefined && !this.models.has(model) && this.wanted.leavesUnused(this.models);
  }

  load(model?: string): void {
    if (model !== undefined) this.models.add(model);
  }

  /**
   * Books an answer of the process. One that would only grow to the same size again, model by model, is replaced once;
   * after that the limit is raised, since a line that loads its models for every picture helps nobody.
   *
   * @returns whether it grew beyond its limit
   */
  exceeds(rssMb: number): boolean {
    this.jobs++;
    this.rssMb = rssMb;
    if (this.limitMb === 0 || rssMb <= this.limitMb) return false;
    this.complaint = new InspectionError('ERR_ENGINE_MEMORY', { size: rssMb, limit: this.limitMb });
    if (this.jobs <= FEW_JOBS) this.limitMb = Math.ceil(rssMb * RAISE);
    return true;
  }
}
