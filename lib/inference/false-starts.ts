import { mayComeFromOutside } from './blame';
import type { Death } from './process';

const MOST = 5;
const FIRST_PAUSE_MS = 100;

/** Deaths in a row of processes that had not begun any work: what waits cannot be to blame, but must not wait for ever. */
export class FalseStarts {
  private weight = 0;
  private count = 0;

  add(death: Death): void {
    this.count++;
    this.weight += mayComeFromOutside(death) ? 0.5 : 1;
  }

  reset(): void {
    this.weight = this.count = 0;
  }

  /** It would fail again. */
  get hopeless(): boolean {
    return this.weight >= MOST;
  }

  /** How long to wait before the next try, doubled with each. */
  get pauseMs(): number {
    return this.count === 0 ? 0 : FIRST_PAUSE_MS * 2 ** Math.min(this.count - 1, 5);
  }
}
