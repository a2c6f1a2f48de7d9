import { expect, test } from 'vitest';
import { sheetOf } from '../../lib/report/sheet';
import { inspection } from './inspections';

const settings = { kind: 'auto' as const, company: '', names: {} };

test('the grounds name the label and its probability', () => {
  expect(sheetOf(inspection(1), settings).grounds).toBe('결함 검출 · 스크래치 91.3 % (기준 60.0 %)');
});

test('a decision that several labels carry together says so', () => {
  const record = inspection(1);
  const judgement = { ...record.judgement!, probability: 0.965 };
  expect(sheetOf({ ...record, judgement }, settings).grounds).toBe('결함 검출 · 스크래치 등 합계 96.5 % (기준 60.0 %)');
});
