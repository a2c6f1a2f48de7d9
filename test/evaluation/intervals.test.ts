import { describe, expect, it } from 'vitest';
import { aurocInterval, shareInterval } from '../../lib/evaluation/intervals';
import { rocOf } from '../../lib/evaluation/ranking';
import { random } from '../support/random';

describe('the interval of a share', () => {
  // Clopper & Pearson, as scipy.stats.beta.ppf gives them.
  it.each([
    [0, 10, 0, 0.3085],
    [5, 10, 0.1871, 0.8129],
    [10, 10, 0.6915, 1],
    [1, 100, 0.0003, 0.0545],
    [0, 0, 0, 1],
  ])('of %i in %i', (hits, n, low, high) => {
    const [from, to] = shareInterval(hits, n);
    expect(from).toBeCloseTo(low, 3);
    expect(to).toBeCloseTo(high, 3);
  });
});

describe('the interval of an area under the ROC curve', () => {
  it('holds the true area about as often as it says', () => {
    const { normal } = random(7);
    const truth = 0.8556; // Φ(1.5 / √2)
    let held = 0;
    for (let round = 0; round < 400; round++) {
      const positives = Array.from({ length: 25 }, () => normal() + 1.5);
      const negatives = Array.from({ length: 25 }, normal);
      const [low, high] = aurocInterval(positives, negatives)!.interval;
      if (low <= truth && truth <= high) held++;
    }
    expect(held / 400).toBeGreaterThan(0.92);
    expect(held / 400).toBeLessThan(0.985);
  });

  it('is not sure of a perfect area from few pictures', () => {
    const { auroc, interval } = aurocInterval([0.9, 0.8, 0.95], [0.1, 0.2, 0.15])!;
    expect(auroc).toBe(1);
    expect(interval[0]).toBeLessThan(0.5);
    expect(interval[1]).toBe(1);
  });

  it('is none without a class', () => expect(aurocInterval([], [0.1])).toBeNull());
});

describe('the ROC curve', () => {
  it('steps where a limit changes something, and takes ties together', () => {
    const items = [
      { score: 0.9, positive: true },
      { score: 0.5, positive: true },
      { score: 0.5, positive: false },
      { score: 0.1, positive: false },
    ];
    expect(rocOf(items)).toEqual([
      [0, 0],
      [0, 0.5],
      [0.5, 1],
      [1, 1],
    ]);
  });
});
