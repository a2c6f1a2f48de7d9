/** Calls `expired` when nothing was heard for `ms`. */
export class Idle {
  private readonly timer: NodeJS.Timeout;

  constructor(ms: number, expired: () => void) {
    this.timer = setTimeout(expired, ms);
  }

  heard(): void {
    this.timer.refresh();
  }

  end(): void {
    clearTimeout(this.timer);
  }
}
