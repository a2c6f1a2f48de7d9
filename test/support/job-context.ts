import { RequestContext } from '../../lib/engine/context';
import { DEFAULT_SETTINGS, type EngineSettings } from '../../lib/inference/settings';

/** The context of a job that a test runs in its own process; `told` collects the progress. */
export class TestContext extends RequestContext {
  readonly told: number[] = [];

  constructor(settings: Partial<EngineSettings> = {}) {
    super(0, { ...DEFAULT_SETTINGS, ...settings });
  }

  override progress(fraction: number): void {
    this.told.push(fraction);
  }
}
