import { Turns } from './turns';

/** Disk work, one after the other: all writing of frames, and all that is done to one frame. */
export class DiskTurns extends Turns {
  private readonly byFrame = new Map<object, Promise<unknown>>();

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
  override async end(): Promise<void> {
    await Promise.all([super.end(), ...this.byFrame.values()]);
  }
}
