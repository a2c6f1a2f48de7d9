import { describe, expect, it } from 'vitest';
import { decide, probabilities } from '../../lib/inspection/decide';
import type { Label } from '../../lib/inspection/labels';

const labels: Label[] = [
  { id: 'ok', en: 'good part', ko: '양품', kind: 'normal' },
  { id: 'scratch', en: 'scratch', ko: '스크래치', kind: 'defect' },
  { id: 'dent', en: 'dent', ko: '찍힘', kind: 'defect' },
  { id: 'dust', en: 'dust', ko: '먼지', kind: 'look-alike' },
  { id: 'else', en: 'something else', ko: '기타', kind: 'other' },
];
const options = { threshold: 0.6, margin: 0.1, unknownBelow: 0 };
const WHOLE = [0, 0, 100, 100] as [number, number, number, number];
const TILE = [50, 50, 50, 50] as [number, number, number, number];

/** Logits whose softmax is these probabilities. */
const logits = (...chances: number[]) => chances.map((chance) => Math.log(chance));
const output = (...regions: number[][]) => ({
  regions: regions.map((each, index) => ({ box: index === 0 ? WHOLE : TILE, logits: each })),
  scoring: 'softmax' as const,
  promptsHash: 'hash',
  picturesHash: 'pictures',
  model: { id: 'clip' },
});

describe('decide', () => {
  it.each([
    ['a sure defect', [0.05, 0.8, 0.05, 0.05, 0.05], 'ng', 'defect', 'scratch'],
    ['a sure good part', [0.8, 0.05, 0.05, 0.05, 0.05], 'ok', 'normal', 'ok'],
    ['a weak defect', [0.3, 0.4, 0.1, 0.1, 0.1], 'review', 'below-threshold', 'scratch'],
    ['a look-alike', [0.05, 0.05, 0.05, 0.8, 0.05], 'review', 'look-alike', 'dust'],
    ['something else', [0.05, 0.05, 0.05, 0.05, 0.8], 'review', 'unknown', 'else'],
  ])('%s', (_, chances, decision, reason, id) => {
    const judgement = decide(output(logits(...chances)), labels, options);
    expect(judgement).toMatchObject({ decision, reason, label: { id }, promptsHash: 'hash', model: 'clip' });
    expect(judgement.region).toBeUndefined();
  });

  it('adds up the labels of one decision and measures the margin against the next decision', () => {
    const near = decide(output(logits(0.43, 0.3, 0.2, 0.035, 0.035)), labels, { ...options, threshold: 0.4 });
    expect(near).toMatchObject({ decision: 'review', reason: 'small-margin', margin: expect.closeTo(0.07) });
    const between = decide(output(logits(0.02, 0.49, 0.47, 0.01, 0.01)), labels, { ...options, threshold: 0.4 });
    expect(between).toMatchObject({ decision: 'ng', label: { id: 'scratch' }, probability: expect.closeTo(0.96) });
    expect(between.margin).toBeCloseTo(0.94);
  });

  it('uses the label’s own threshold before the node’s', () => {
    const own = labels.map((label) => (label.id === 'scratch' ? { ...label, threshold: 0.3 } : label));
    const judgement = decide(output(logits(0.3, 0.35, 0.1, 0.15, 0.1)), own, options);
    expect(judgement).toMatchObject({ decision: 'ng', threshold: 0.3 });
  });

  it('calls a picture unknown when nothing fits well enough', () => {
    const judgement = decide(output(logits(0.3, 0.2, 0.2, 0.2, 0.1)), labels, { ...options, unknownBelow: 0.45 });
    expect(judgement).toMatchObject({ decision: 'review', reason: 'unknown' });
  });

  it('calls a picture unknown that two labels fit as well, if so wished', () => {
    const torn = output(logits(0.02, 0.49, 0.47, 0.01, 0.01));
    expect(decide(torn, labels, options)).toMatchObject({ decision: 'ng' });
    const strict = { ...options, unknownMargin: 0.05 };
    expect(decide(torn, labels, strict)).toMatchObject({ decision: 'review', reason: 'labels-close' });
    expect(decide(output(logits(0.02, 0.6, 0.36, 0.01, 0.01)), labels, strict)).toMatchObject({ decision: 'ng' });
  });

  it('lets the worst tile decide and names it', () => {
    const good = logits(0.9, 0.04, 0.02, 0.02, 0.02);
    const bad = logits(0.02, 0.04, 0.9, 0.02, 0.02);
    const judgement = decide(output(good, bad, good), labels, options);
    expect(judgement).toMatchObject({ decision: 'ng', label: { id: 'dent' }, region: TILE });
  });

  it('prefers ng to review to ok, and the least sure tile among good ones', () => {
    const sure = logits(0.95, 0.02, 0.01, 0.01, 0.01);
    const fair = logits(0.7, 0.1, 0.1, 0.05, 0.05);
    const dusty = logits(0.05, 0.05, 0.05, 0.8, 0.05);
    expect(decide(output(sure, fair), labels, options)).toMatchObject({
      decision: 'ok',
      probability: expect.closeTo(0.7),
    });
    expect(decide(output(sure, dusty), labels, options)).toMatchObject({ decision: 'review', reason: 'look-alike' });
  });

  describe('of a sigmoid model, whose labels do not exclude each other', () => {
    const apart = (...chances: number[]) => ({
      ...output(chances.map((chance) => Math.log(chance / (1 - chance)))),
      scoring: 'sigmoid' as const,
    });
    it.each([
      ['a sure defect beside a less sure good part', [0.7, 0.95, 0.2, 0.1, 0.1], 'ng', 'defect', 'scratch', 0.25],
      [
        'two weak defects, which do not add up',
        [0.1, 0.45, 0.4, 0.1, 0.1],
        'review',
        'below-threshold',
        'scratch',
        0.35,
      ],
      ['a good part and no defect', [0.9, 0.3, 0.2, 0.1, 0.1], 'ok', 'normal', 'ok', 0.6],
      [
        'a good part and a defect that suffices, too',
        [0.9, 0.7, 0.2, 0.1, 0.1],
        'review',
        'defect-possible',
        'ok',
        0.2,
      ],
      [
        'a defect and a good part close together',
        [0.9, 0.95, 0.2, 0.1, 0.1],
        'review',
        'small-margin',
        'scratch',
        0.05,
      ],
      ['nothing that fits', [0.01, 0.02, 0.01, 0.01, 0.01], 'review', 'below-threshold', 'scratch', 0.01],
    ])('%s', (_, chances, decision, reason, id, margin) => {
      const judgement = decide(apart(...chances), labels, options);
      expect(judgement).toMatchObject({ decision, reason, label: { id }, scoring: 'sigmoid' });
      expect(judgement.probability).toBeCloseTo(Math.max(...chances));
      expect(judgement.margin).toBeCloseTo(margin);
    });

    it('holds a defect to its own threshold', () => {
      const own = labels.map((label) => (label.id === 'dent' ? { ...label, threshold: 0.15 } : label));
      expect(decide(apart(0.9, 0.3, 0.2, 0.1, 0.1), own, options)).toMatchObject({ reason: 'defect-possible' });
    });

    it('is unknown where no label fits', () => {
      const unknown = decide(apart(0.01, 0.02, 0.01, 0.01, 0.01), labels, { ...options, unknownBelow: 0.05 });
      expect(unknown).toMatchObject({ decision: 'review', reason: 'unknown' });
    });
  });

  it('gives all scores, highest first, that sum to one', () => {
    const { scores } = decide(output(logits(0.1, 0.5, 0.2, 0.15, 0.05)), labels, options);
    expect(scores.map(({ id }) => id)).toEqual(['scratch', 'dent', 'dust', 'ok', 'else']);
    expect(scores.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1);
  });

  it('never takes broken numbers for a good part', () => {
    expect(() => decide(output([NaN, 0, 0, 0, 0]), labels, options)).toThrow(/ERR|NaN/);
    expect(() => decide(output([1, 2]), labels, options)).toThrow();
    expect(() => decide(output(), labels, options)).toThrow();
    expect(() => decide(output([]), [], options)).toThrow(expect.objectContaining({ code: 'ERR_OPTIONS' }));
  });
});

describe('probabilities', () => {
  it('keeps large logits finite', () => {
    expect(probabilities([1000, 999], 'softmax')).toEqual([expect.closeTo(0.7311), expect.closeTo(0.2689)]);
  });

  it('scores labels apart for sigmoid families', () => {
    expect(probabilities([0, 2, -2], 'sigmoid')).toEqual([0.5, expect.closeTo(0.8808), expect.closeTo(0.1192)]);
  });
});
