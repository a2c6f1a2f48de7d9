import { join } from 'node:path';
import type { JobKind } from '../inference/jobs';
import { InspectionError } from '../inspection/errors';
import type { JobModule } from './job';

/** A job as the scheduler sees it, whatever its kind. */
export type AnyJob = JobModule<JobKind>;

/** Loads `jobs/<kind>.js` on first use. */
export class JobModules {
  private readonly loaded = new Map<string, Promise<AnyJob>>();

  constructor(private readonly directory: string) {}

  get(kind: string): Promise<AnyJob> {
    let job = this.loaded.get(kind);
    if (!job) {
      if (!/^[a-z]+$/.test(kind)) throw new InspectionError('ERR_OPTIONS', { option: 'kind', reason: kind });
      job = import(join(this.directory, `${kind}.js`)) as Promise<AnyJob>;
      this.loaded.set(kind, job);
    }
    return job;
  }
}
