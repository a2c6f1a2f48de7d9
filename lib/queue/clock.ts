/** Time that a test can set. */
export interface Clock {
  /** Milliseconds since 1970, as the machine believes; may jump. */
  wall(): number;
  /** Milliseconds since some moment; never jumps. */
  steady(): number;
}

export const systemClock: Clock = { wall: () => Date.now(), steady: () => performance.now() };

/** Ages within a run are taken from the steady clock; only what an earlier run accepted depends on the machine's date. */
export class Ages {
  constructor(private readonly clock: Clock) {}

  begin(entry: Aging): void {
    entry.bornAt = Math.round(this.clock.steady() - Math.max(0, this.clock.wall() - entry.acceptedAt));
  }

  /** Milliseconds since the frame was accepted. */
  of({ bornAt }: Pick<Aging, 'bornAt'>): number {
    return bornAt === undefined ? 0 : this.clock.steady() - bornAt;
  }
}

interface Aging {
  /** Milliseconds since 1970. */
  acceptedAt: number;
  /** Steady milliseconds. */
  bornAt?: number;
}
