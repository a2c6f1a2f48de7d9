import { describe, expect, it } from 'vitest';
import type { FineOutput, FineTile } from '../../lib/inference/jobs';
import { joinFine } from '../../lib/inspection/fine';
import type { Label } from '../../lib/inspection/labels';
import type { Box, Judgement } from '../../lib/inspection/record';

const LABELS: Label[] = [
  { id: 'scratch', en: 'scratch', ko: '스크래치', kind: 'defect' },
  { id: 'dent', en: 'dent', ko: '찍힘', kind: 'defect' },
  { id: 'ok', en: 'good part', ko: '양품', kind: 'normal' },
  { id: 'dust', en: 'dust', ko: '먼지', kind: 'look-alike' },
];
const DECISION = { threshold: 0.6, margin: 0.1, unknownBelow: 0 };
const BOX: Box = [10, 20, 224, 224];

const tile = (score: number, more: Partial<FineTile> = {}): FineTile => {
  return { box: BOX, logits: [8, 6, 0, 1], score, looks: 4, turn: 1, ...more };
};

function joined(
  decision: Judgement['decision'],
  tiles: FineTile[],
  more: Partial<FineOutput> = {},
  fitted = false,
): Judgement {
  const words = {
    decision,
    reason: 'normal',
    label: { id: 'ok', en: 'good part', ko: '양품' },
    probability: 0.9,
    margin: 0.8,
    threshold: 0.6,
    scores: [],
    promptsHash: '',
    picturesHash: '',
    model: 'm',
  } as Judgement;
  const fine = { tiles, limit: 12, seen: 9, total: 9, unseen: [], spentMs: 100, ...more };
  const regions = [{ box: [0, 0, 1000, 1000] as Box, logits: [] }];
  return joinFine(words, { fine, scoring: 'softmax', regions }, LABELS, DECISION, {
    overlap: 0.2,
    budgetMs: 500,
    fitted,
  });
}

describe('joining tiles at full resolution', () => {
  it('calls NG what every look at a tile does, and names the defect and the tile', () => {
    const { decision, reason, label, probability, region, tiles } = joined('ok', [tile(5), tile(13)]);
    expect({ decision, reason, region }).toEqual({ decision: 'ng', reason: 'defect', region: BOX });
    expect(label).toEqual({ id: 'scratch', en: 'scratch', ko: '스크래치' });
    expect(probability).toBeCloseTo((Math.exp(8) + Math.exp(6)) / (Math.exp(8) + Math.exp(6) + 1 + Math.exp(1)), 6);
    expect(tiles).toMatchObject({ suspects: 1, score: 13, limit: 12, worst: BOX, budgetMs: 500, unseenShare: 0 });
  });

  it.each([
    ['a doubtful tile', tile(9.5), 'review'],
    ['a tile that time did not allow to look at again', tile(20, { looks: 1 }), 'review'],
    ['a tile below doubt', tile(8.9), 'ok'],
    ['a tile in whose second look nothing was left', tile(-3), 'ok'],
  ])('sends %s to its place', (_, one, decision) => {
    expect(joined('ok', [one]).decision).toBe(decision);
  });

  it('lets the worse of whole picture and tiles count, and a sure tile before a higher one that was seen once', () => {
    expect(joined('ng', [tile(13)])).toMatchObject({ decision: 'ng', reason: 'normal', probability: 0.9 });
    expect(joined('review', [tile(-5)]).decision).toBe('review');
    expect(joined('ok', [tile(30, { looks: 1 }), tile(12)])).toMatchObject({ decision: 'ng', tiles: { score: 12 } });
  });

  it('sends to review what only the words of the whole picture call NG when all tiles were seen and none is', () => {
    expect(joined('ng', [tile(2)])).toMatchObject({ decision: 'review', reason: 'below-threshold', probability: 0.9 });
    expect(joined('ng', [tile(2)], { unseen: [[0, 0, 10, 10]] }).decision).toBe('ng');
    expect(joined('ng', [tile(2)], {}, true).decision).toBe('ng');
    expect(joined('ng', [tile(10)]).decision).toBe('review');
  });

  it('tells what was left out', () => {
    const { tiles, decision } = joined('ok', [], { seen: 0, unseen: [[0, 0, 500, 1000]] });
    expect(decision).toBe('ok');
    expect(tiles).toMatchObject({ seen: 0, total: 9, unseenShare: 0.5, suspects: 0 });
    expect(tiles!.score).toBeUndefined();
  });
});
