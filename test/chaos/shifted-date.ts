/** The process's `Date`, off by some milliseconds from now on. Timers and `performance.now()` go on as they are. */
export class Shifted {
  private offset = 0;

  constructor() {
    const Real = Date;
    const now = () => Real.now() + this.offset;
    globalThis.Date = new Proxy(Real, {
      construct: (target, args: unknown[], derived) =>
        Reflect.construct(target, args.length > 0 ? args : [now()], derived) as Date,
      apply: () => new Real(now()).toString(),
      get: (target, key) => (key === 'now' ? now : (Reflect.get(target, key) as unknown)),
    });
  }

  by(milliseconds: number): void {
    this.offset = milliseconds;
  }
}
