import { describe, expect, it } from 'vitest';
import { decide } from '../../lib/inspection/decide';
import type { Label } from '../../lib/inspection/labels';
import type { Box } from '../../lib/inspection/record';
import type { ReferenceRule } from '../../lib/inspection/reference-use';
import { joinReference, sumOf, type UnlikeOptions } from '../../lib/inspection/unlike';

const labels: Label[] = [
  { id: 'ok', en: 'good part', ko: '양품', kind: 'normal' },
  { id: 'scratch', en: 'scratch', ko: '스크래치', kind: 'defect' },
  { id: 'dust', en: 'dust', ko: '먼지', kind: 'look-alike' },
];
const options = { threshold: 0.6, margin: 0.1, unknownBelow: 0 };
const BOX: Box = [10, 20, 30, 40];
/** One place of a hundred differs. */
const CELLS = new Float32Array(100).fill(-4).fill(9, 0, 1);

/** Logits whose softmax is these probabilities. */
const logits = (...chances: number[]) => chances.map(Math.log);
const [GOOD, BAD, DUST] = [logits(0.98, 0.01, 0.01), logits(0.01, 0.98, 0.01), logits(0.04, 0.01, 0.95)];
/** What the words say of good pictures: sure of them. */
const STEADY = Array<number[]>(10).fill(GOOD);

function join(
  rule: ReferenceRule,
  words: number[],
  z: number,
  excess = 0,
  { cells = CELLS, ...limits }: Omit<UnlikeOptions, 'rule'> & { cells?: Float32Array } = {},
) {
  const output = {
    regions: [{ box: [0, 0, 100, 100] as Box, logits: words }],
    scoring: 'softmax' as const,
    promptsHash: 'prompts',
    picturesHash: 'pictures',
    model: { id: 'clip' },
    reference: { z, excess, trust: 1, box: BOX, cells, goodLogits: STEADY },
  };
  return joinReference(decide(output, labels, options), output, labels, options, { rule, ...limits });
}

describe('words and good parts joined', () => {
  it.each([
    ['sum', 'good words, usual', GOOD, 0, 'ok', 'normal', 'ok'],
    ['sum', 'bad words, like a defect', BAD, 8, 'ng', 'defect', 'scratch'],
    ['sum', 'good words, like a defect', GOOD, 9, 'ng', 'unlike-reference', 'scratch'],
    ['sum', 'dust, hardly like a defect', DUST, 6, 'ok', 'normal', 'ok'],
    ['either', 'good words, usual', GOOD, 0, 'ok', 'normal', 'ok'],
    ['either', 'good words, unusual', GOOD, 9, 'ng', 'unlike-reference', 'scratch'],
    ['either', 'bad words, usual', BAD, 0, 'ng', 'defect', 'scratch'],
    ['either', 'dust, usual', DUST, 0, 'review', 'look-alike', 'dust'],
    ['both', 'bad words, unusual', BAD, 9, 'ng', 'defect', 'scratch'],
    ['both', 'bad words, usual', BAD, 0, 'review', 'below-threshold', 'scratch'],
    ['both', 'good words, unusual', GOOD, 9, 'review', 'unlike-reference', 'ok'],
    ['both', 'good words, usual', GOOD, 0, 'ok', 'normal', 'ok'],
    ['words', 'good words, usual', GOOD, 0, 'ok', 'normal', 'ok'],
    ['words', 'good words, unusual', GOOD, 9, 'review', 'unlike-reference', 'ok'],
    ['words', 'bad words, usual', BAD, 0, 'ng', 'defect', 'scratch'],
    ['words', 'dust, unusual', DUST, 9, 'review', 'look-alike', 'dust'],
  ] as const)('%s: %s', (rule, _, words, z, decision, reason, label) => {
    const joined = join(rule, [...words], z, z);
    expect(joined).toMatchObject({ decision, reason, label: { id: label }, reference: { rule, z, box: BOX } });
    expect(joined.region).toEqual(reason === 'unlike-reference' ? BOX : undefined);
    expect(joined.scores).toHaveLength(3);
  });

  it('sends to review what lies at the limit, and takes a limit of its own', () => {
    const words = Math.log(0.98 / 0.02) / 4;
    const at = (sum: number, band?: number) => join('sum', BAD, 0, sum - words, { limit: 20, band });
    expect(at(20)).toMatchObject({ decision: 'review', reason: 'below-threshold' });
    expect(at(20.7)).toMatchObject({ decision: 'review', reference: { sum: expect.closeTo(20.7, 3) } });
    expect(at(21.85)).toMatchObject({ decision: 'ng', probability: expect.closeTo(1 / (1 + Math.exp(-1)), 3) });
    expect(at(18.15)).toMatchObject({ decision: 'ok', margin: expect.closeTo(Math.tanh(0.5), 3) });
    expect(at(21.85, 2)).toMatchObject({ decision: 'review', reason: 'below-threshold' });
    expect(at(18.15, 1)).toMatchObject({ decision: 'ok' });
    expect(at(20.1, 0)).toMatchObject({ decision: 'ng' });
  });

  it('finds a defect that nobody named by the odds of the model itself', () => {
    expect(join('sum', GOOD, 7)).toMatchObject({ decision: 'ok' });
    expect(join('sum', GOOD, 7, 12)).toMatchObject({ decision: 'ng', reason: 'unlike-reference', region: BOX });
  });

  it('believes words less that waver on good parts, or call them bad', () => {
    const facts = (goodLogits: number[][], trust = 1) => ({
      regions: [{ box: BOX, logits: BAD }],
      scoring: 'softmax' as const,
      reference: { z: 0, excess: 0, trust, box: BOX, cells: CELLS, goodLogits },
    });
    const steady = sumOf(facts(STEADY), labels);
    expect(steady).toBeCloseTo(Math.log(0.98 / 0.02) / 4, 1);
    expect(sumOf(facts([...STEADY, BAD]), labels)).toBeLessThan(steady / 2);
    expect(sumOf(facts(Array<number[]>(10).fill(BAD)), labels)).toBeLessThan(0);
    expect(sumOf(facts(STEADY, 0.25), labels)).toBeCloseTo(steady / 4, 5);
  });

  it.each(['sum', 'either', 'both', 'words'] as const)(
    '%s: sends a picture that is far as a whole to review, unless it is NG',
    (rule) => {
      const everywhere = new Float32Array(100).fill(7);
      const far = (words: number[], beyond?: number) => join(rule, words, 3, 0, { beyond, cells: everywhere });
      expect(far(GOOD, 3)).toMatchObject({
        decision: 'review',
        reason: 'far-from-reference',
        reference: { overall: 7, beyond: 3 },
      });
      if (rule !== 'sum') expect(far(GOOD)).toMatchObject({ decision: 'ok' });
      expect(join(rule, GOOD, 3, 0, { beyond: 3 })).toMatchObject({ decision: 'ok', reference: { overall: -4 } });
      expect(join(rule, BAD, 30, 30, { beyond: 3, cells: everywhere })).toMatchObject({ decision: 'ng' });
    },
  );

  it('never calls a picture OK by the sum that is far as a whole, be nothing on it like a defect', () => {
    const everywhere = new Float32Array(100).fill(7);
    const far = { decision: 'review', reason: 'far-from-reference' };
    expect(join('sum', GOOD, 30, 0, { cells: everywhere })).toMatchObject(far);
    expect(join('sum', GOOD, 30, 0, { cells: everywhere, beyond: 20 })).toMatchObject({ decision: 'ok' });
  });

  it('keeps a picture unknown to the words in review', () => {
    const output = {
      regions: [{ box: BOX, logits: logits(0.4, 0.3, 0.3) }],
      scoring: 'softmax' as const,
      promptsHash: '',
      picturesHash: '',
      model: { id: 'clip' },
      reference: { z: 0, excess: 0, trust: 1, box: BOX, cells: CELLS, goodLogits: STEADY },
    };
    const strict = { ...options, unknownBelow: 0.5 };
    const joined = joinReference(decide(output, labels, strict), output, labels, strict, { rule: 'sum' });
    expect(joined).toMatchObject({ decision: 'review', reason: 'unknown' });
  });
});
