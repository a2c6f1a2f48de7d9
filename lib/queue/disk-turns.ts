import { Turns } from './turns';
import { UnderWay } from './under-way';

/**
 * Disk work, one after the other: all writing of frames, and all that is done to one frame.
 *
 * A WeakMap, because the tables that a busy Map outgrows link to their successors: one that has become old keeps all
 * that later ones held until the next full collection, and memory swells under load.
 */
export class DiskTurns extends Turns {
  private readonly lastOf = new WeakMap<object, Promise<unknown>>();
  private readonly work = new UnderWay();

  async of<T>(frame: object, work: () => Promise<T>): Promise<T> {
    const turn = (this.lastOf.get(frame) ?? Promise.resolve()).then(work);
    const settled: Promise<void> = turn.then(
      () => this.forget(frame, settled),
      () => this.forget(frame, settled),
    );
    this.lastOf.set(frame, settled);
    return this.work.add(turn);
  }

  private forget(frame: object, turn: Promise<unknown>): void {
    if (this.lastOf.get(frame) === turn) this.lastOf.delete(frame);
  }

  /** When all that was begun has ended. */
  override async end(): Promise<void> {
    await super.end();
    await this.work.atMost(0);
  }
}
