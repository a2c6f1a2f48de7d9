import { describe, expect, it } from 'vitest';
import { trustIn } from '../../lib/engine/reference/trust';

const PLACES = 100;
/** Nothing but ground, and one place, the same on all parts, whose odds are as told. */
const part = (odds: number) => new Float32Array(PLACES).fill(-6).fill(odds, 40, 42);
const trust = (odds: number[], probes: number[] = []) => trustIn(odds.map(part), probes.map(part), 10);

describe('trust in the odds', () => {
  it('is whole where good parts are as one expects of the others', () => {
    expect(trust(Array(20).fill(-5))).toBe(1);
    expect(trust([2, 2.2, 1.9, 2.1, 2, 1.8, 2.2, 2, 2.1, 1.9])).toBe(1);
  });

  it('falls with how much they waver', () => {
    const wavering = (by: number) => trust([0, 0.6, 0.2, 1, 0, 0.5, 1, 0, 0.3, 0.8].map((odds) => odds * by));
    expect(wavering(0.3)).toBe(1);
    expect(wavering(3)).toBeLessThan(0.8);
    expect(wavering(9)).toBeLessThan(wavering(3) - 0.1);
    expect(wavering(9)).toBeGreaterThan(0);
  });

  it('falls where every part has its own place that looks like a defect', () => {
    const wandering = [...Array(10).keys()].map((index) =>
      new Float32Array(PLACES).fill(-6).fill(1, index * 10, index * 10 + 2),
    );
    expect(trustIn(wandering, [], 10)).toBeLessThan(0.5);
  });

  it('of a handful is careful, not blind', () => {
    expect(trust([-5, -5])).toBe(1);
    expect(trust([0, 1])).toBeGreaterThan(0.6);
    expect(trust([0, 6])).toBeLessThan(0.3);
  });

  it('of a single part is told by other views of it', () => {
    expect(trust([-5], [-5, -5, -5, -5])).toBe(1);
    expect(trust([-5], [1, -2, 0, 3])).toBeLessThan(0.4);
  });
});
