import { describe, expect, it } from 'vitest';
import { commission } from '../../lib/commission/commission';
import { fitLimits } from '../../lib/commission/fit';
import { outcomeOf } from '../../lib/commission/outcome';
import type { Scored } from '../../lib/commission/score';
import { worthOf } from '../../lib/commission/worth';
import type { Label } from '../../lib/inspection/labels';
import { random } from '../support/random';

const LABELS: Label[] = [
  { id: 'ok', en: 'good part', ko: '양품', kind: 'normal' },
  { id: 'scratch', en: 'scratch', ko: '스크래치', kind: 'defect' },
  { id: 'dent', en: 'dent', ko: '찍힘', kind: 'defect' },
];
const DECISION = { threshold: 0.5, margin: 0, unknownBelow: 0 };
const MODEL = { id: 'm', revision: '1', precision: 'fp32', provider: 'cpu' };

const scoredAs = (good: boolean, logits: number[], name = ''): Scored => ({
  name,
  good,
  output: {
    regions: [{ box: [0, 0, 1, 1], logits }],
    scoring: 'softmax',
    promptsHash: 'prompts',
    picturesHash: 'pictures',
    model: MODEL,
  },
});
const { normal } = random(3);
/** Good parts score 2 ± 2 for good, defective ones −2 ± 2. */
const draw = (good: boolean) => scoredAs(good, [(good ? 2 : -2) + 2 * normal(), 0, -1]);
const many = (n: number, good: boolean) => Array.from({ length: n }, () => draw(good));

describe('limits from known pictures', () => {
  it('keep what was wished for on pictures not seen yet, averaged over many fits', () => {
    const wishes = { miss: 0.1, falseAlarm: 0.1 };
    const fresh = [...many(1500, true), ...many(1500, false)];
    let [misses, alarms] = [0, 0];
    for (let round = 0; round < 60; round++) {
      const { labels, ok } = fitLimits([...many(40, true), ...many(40, false)], LABELS, DECISION, wishes);
      expect(ok.assured).toBe(true);
      const decisions = fresh.map((one) => ({ good: one.good, said: outcomeOf(one, labels, DECISION).decision }));
      misses += decisions.filter(({ good, said }) => !good && said === 'ok').length / 1500 / 60;
      alarms += decisions.filter(({ good, said }) => good && said === 'ng').length / 1500 / 60;
    }
    expect(misses).toBeLessThan(0.11);
    expect(misses).toBeGreaterThan(0.04);
    expect(alarms).toBeLessThan(0.11);
  });

  it('say when there are too few pictures to promise anything, and let none of them through', () => {
    const few = [...many(10, true), ...many(10, false)];
    const { labels, ok } = fitLimits(few, LABELS, DECISION, { miss: 0.05, falseAlarm: 0.02 });
    expect(ok.assured).toBe(false);
    expect(few.filter((one) => !one.good && outcomeOf(one, labels, DECISION).decision === 'ok')).toEqual([]);
  });

  it('come from good pictures alone by convention, and the page says so', () => {
    const found = commission(many(30, true), { labels: LABELS, templates: [], decision: DECISION, regions: {} }, [], {
      promptsHash: 'own',
    });
    expect(found.limits.ok).toEqual({ threshold: 0.5, assured: false });
    expect(found.auroc).toBeNull();
    expect(found.fit).toMatchObject({ ok: 30, ng: 0, promptsHash: 'own', picturesHash: 'pictures' });
    expect(found.expected.bad.ok).toMatchObject({ n: 0, interval: [0, 1] });
  });

  it('put the most confusing pictures first', () => {
    const scored = [
      scoredAs(true, [5, 0, 0], 'clear good'),
      scoredAs(true, [-3, 0, 0], 'odd good'),
      scoredAs(false, [-5, 0, 0], 'clear bad'),
      scoredAs(false, [4, 0, 0], 'hidden bad'),
    ];
    const judge = { labels: LABELS, templates: [], decision: DECISION, regions: {} };
    const names = commission(scored, judge, [], { promptsHash: '' }).pictures.map(({ name }) => name);
    expect(names.slice(0, 2).sort()).toEqual(['hidden bad', 'odd good']);
  });

  it('are refused without a good picture', () => {
    const judge = { labels: LABELS, templates: [], decision: DECISION, regions: {} };
    expect(() => commission(many(3, false), judge, [], { promptsHash: '' })).toThrow(/양품/);
  });
});

describe('what a template is worth', () => {
  /** Sets of logits: with both templates, without the first (noise gone), without the second (signal gone). */
  const withTemplates = (good: boolean): Scored => {
    const [signal, noise] = [(good ? 1.5 : -1.5) + normal(), 6 * normal()];
    return scoredAs(good, [(signal + noise) / 2, 0, -1, signal, 0, -1, noise, 0, -1]);
  };

  it('tells the one that hurts from the one that helps', () => {
    const scored = Array.from({ length: 80 }, (_, index) => withTemplates(index % 2 === 0));
    const { templates } = worthOf(scored, LABELS, ['noisy {}', 'telling {}']);
    expect(templates).toMatchObject([
      { name: 'noisy {}', hurts: true },
      { name: 'telling {}', hurts: false },
    ]);
    expect(templates[1]!.distance).toBeLessThan(0);
  });

  it('is not judged from two pictures', () => {
    expect(worthOf([withTemplates(true), withTemplates(false)], LABELS, ['a {}', 'b {}']).templates).toEqual([]);
  });
});
