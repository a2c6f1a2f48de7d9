/** Lets work happen one after the other, in the order it came. */
export class Turns {
  private last: Promise<unknown> = Promise.resolve();
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

  /** When all that waits now is done. */
  async end(): Promise<void> {
    await this.last;
  }
}
