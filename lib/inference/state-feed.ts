import type { LaneState } from './engine';

const INTERVAL_MS = 100;

/** Tells listeners of changes: the first at once, then at most one every 100 ms, the last never lost. */
export class StateFeed {
  private readonly listeners = new Set<(state: LaneState) => void>();
  private timer?: NodeJS.Timeout;
  private stale = false;

  constructor(private readonly read: () => LaneState) {}

  listen(listener: (state: LaneState) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  changed(): void {
    if (this.timer) {
      this.stale = true;
      return;
    }
    this.stale = false;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      if (this.stale) this.changed();
    }, INTERVAL_MS).unref();
    for (const listener of this.listeners) listener(this.read());
  }

  close(): void {
    clearTimeout(this.timer);
    this.listeners.clear();
  }
}
