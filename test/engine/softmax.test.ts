import { describe, expect, it } from 'vitest';
import { logSoftmax } from '../../lib/engine/generation/softmax';

const plain = (scores: number[]) => {
  const highest = Math.max(...scores);
  const sum = scores.reduce((total, score) => total + Math.exp(score - highest), 0);
  return scores.map((score) => score - highest - Math.log(sum));
};

describe('log-probabilities', () => {
  it.each([
    ['close to one another', Array.from({ length: 5000 }, (_, token) => Math.sin(token))],
    ['far apart', Array.from({ length: 5000 }, (_, token) => 400 * Math.sin(token))],
    ['of one token only', [3]],
    ['large', [10_000, 10_001, 9_999]],
    ['partly impossible', [1, -Infinity, 2, -Infinity]],
  ])('of scores that are %s', (_, scores) => {
    const found = Float32Array.from(scores);
    logSoftmax(found);
    plain([...Float32Array.from(scores)]).forEach((value, token) => {
      if (value === -Infinity) expect(found[token]).toBe(-Infinity);
      else expect(Math.abs(found[token]! - value)).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(value)));
    });
  });
});
