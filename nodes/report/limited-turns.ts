import { InspectionError } from '../../lib/inspection/errors';
import { Turns } from '../../lib/queue/turns';

/** Turns of which no more than `limit` wait. */
export class LimitedTurns extends Turns {
  constructor(private readonly limit: number) {
    super();
  }

  /** @throws InspectionError ERR_QUEUE_FULL */
  override async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.waiting >= this.limit) throw new InspectionError('ERR_QUEUE_FULL', { limit: this.limit });
    return super.take(work);
  }
}
