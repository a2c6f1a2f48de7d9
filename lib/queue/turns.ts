/** Disk work, one after the other: all writing of frames, and all that is done to one frame. */
export class DiskTurns {
  private last: Promise<unknown> = Promise.resolve();
  private readonly byFrame = new Map<object, Promise<unknown>>();
  waiting = 0;

  async take<T>(work: () => Promise<T>): Promise<T> {
    this.waiting++;
    const turn = this.last.then(work);
    this.last = turn.then(
      () => this.waiting--,
      () => this.waiting--,
    );
    return turn;
  }

  async of<T>(frame: object, work: () => Promise<T>): Promise<T> {
    const turn = (this.byFrame.get(frame) ?? Promise.resolve()).then(work);
    const settled = turn
      .catch(() => undefined)
      .then(() => {
        if (this.byFrame.get(frame) === settled) this.byFrame.delete(frame);
      });
    this.byFrame.set(frame, settled);
    return turn;
  }

  /** When all that was begun has ended. */
  async end(): Promise<void> {
    await Promise.all([this.last, ...this.byFrame.values()]);
  }
}
