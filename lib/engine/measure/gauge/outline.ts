import type { Point } from '../../../inspection/record';

/** A closed line as a Fourier series: x + iy = Σ cₖ exp(ikφ), `order` harmonics either way. */
export class ClosedCurve {
  private constructor(
    readonly harmonics: { k: number; re: number; im: number }[],
    /** Points it was made of. */
    readonly count: number,
  ) {}

  /**
   * The series of points that follow each other at even distances. Harmonics that are no larger than `noise` may bring
   * about are left away.
   */
  static through(points: readonly Point[], order: number, noise = 0): ClosedCurve {
    const count = points.length;
    const most = Math.floor(Math.min(order, (count - 1) / 2));
    const harmonics: { k: number; re: number; im: number }[] = [];
    for (let k = -most; k <= most; k++) {
      let [re, im] = [0, 0];
      points.forEach(([x, y], at) => {
        const angle = (-2 * Math.PI * k * at) / count;
        const [c, s] = [Math.cos(angle), Math.sin(angle)];
        re += x * c - y * s;
        im += x * s + y * c;
      });
      const size = Math.hypot(re, im) / count;
      if (Math.abs(k) <= 1 || size > (2 * noise) / Math.sqrt(count))
        harmonics.push({ k, re: re / count, im: im / count });
    }
    return new ClosedCurve(harmonics, count);
  }

  at(angle: number): Point {
    let [x, y] = [0, 0];
    for (const { k, re, im } of this.harmonics) {
      const [c, s] = [Math.cos(k * angle), Math.sin(k * angle)];
      x += re * c - im * s;
      y += re * s + im * c;
    }
    return [x, y];
  }

  /** Place, unit normal that points outwards, and curvature (positive where it bulges, 1/px). */
  frame(angle: number): { at: Point; normal: Point; curvature: number } {
    let [x, y, dx, dy, ddx, ddy] = [0, 0, 0, 0, 0, 0];
    for (const { k, re, im } of this.harmonics) {
      const [c, s] = [Math.cos(k * angle), Math.sin(k * angle)];
      const [u, v] = [re * c - im * s, re * s + im * c];
      x += u;
      y += v;
      dx -= k * v;
      dy += k * u;
      ddx -= k * k * u;
      ddy -= k * k * v;
    }
    const speed = Math.hypot(dx, dy) || 1e-9;
    const turn = this.turnsRight ? 1 : -1;
    return {
      at: [x, y],
      normal: [(turn * dy) / speed, (-turn * dx) / speed],
      curvature: (turn * (dx * ddy - dy * ddx)) / speed ** 3,
    };
  }

  /** Whether the angle grows from x towards y. */
  private get turnsRight(): boolean {
    return this.harmonics.reduce((sum, { k, re, im }) => sum + k * (re * re + im * im), 0) > 0;
  }

  points(count = this.count): Point[] {
    return Array.from({ length: count }, (_, at) => this.at((2 * Math.PI * at) / count));
  }
}
