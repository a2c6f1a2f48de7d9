import { expect, it } from 'vitest';
import type { Inspection } from '../../lib/inspection/record';
import { bookTranslation } from '../../lib/stages/translate-caption';
import { defaultGlossary } from '../../lib/text/glossary/default';
import { LruCache } from '../../nodes/ko-translate/lru-cache';

const captioned = (): Inspection => ({
  schema: 1,
  id: 'i',
  frame: {},
  part: {},
  judgement: {
    decision: 'ng',
    reason: 'defect',
    label: { id: 'dent', en: 'dent', ko: '찍힘' },
    probability: 1,
    margin: 1,
    threshold: 0,
    scores: [],
    promptsHash: '',
    picturesHash: '',
    model: '',
  },
  caption: { text: 'a dent of 3 mm', tokens: 5, score: 0, alternatives: [], beams: 1, attempts: 1, rulesPassed: [] },
});
const glossary = defaultGlossary();

it('lets the template stand in for a translation that changed a number, and asks for review', () => {
  const inspection = captioned();
  const checks = [{ rule: 'numbers-kept', passed: false, detail: '−3 mm, +8 mm' }];
  expect(bookTranslation(inspection, { text: '8 mm 찍힘', checks }, { glossary })).toBe('표면에 찍힘');
  expect(inspection.caption!.text_ko).toBe('표면에 찍힘');
  expect(inspection.quality).toEqual({ checks, review: true });
});

it('lets the template stand in for a translation that got stuck on a word', () => {
  const checks = [{ rule: 'translation-fluent', passed: false, detail: '흰색' }];
  expect(bookTranslation(captioned(), { text: '흰색 흰색 흰색', checks }, { glossary })).toBe('표면에 찍힘');
});

it('keeps a translation whose numbers survived', () => {
  const inspection = captioned();
  const checks = [{ rule: 'numbers-kept', passed: true }];
  expect(bookTranslation(inspection, { text: '3 mm 찍힘', checks }, { glossary })).toBe('3 mm 찍힘');
  expect(inspection.quality!.review).toBe(false);
});

it('forgets the text that was unused for longest', () => {
  const cache = new LruCache<number>(2);
  cache.set('a', 1);
  cache.set('b', 2);
  cache.get('a');
  cache.set('c', 3);
  expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([1, undefined, 3]);
  const none = new LruCache<number>(0);
  none.set('a', 1);
  expect(none.get('a')).toBeUndefined();
});
