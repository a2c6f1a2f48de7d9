import { InspectionError } from '../../lib/inspection/errors';

/** Lets work happen one after the other, in the order it came, and no more than `limit` wait. */
export class Turns {
  private last: Promise<unknown> = Promise.resolve();
  waiting = 0;

  constructor(private readonly limit: number) {}

  /** @throws InspectionError ERR_QUEUE_FULL */
  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.waiting >= this.limit) throw new InspectionError('ERR_QUEUE_FULL', { limit: this.limit });
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
