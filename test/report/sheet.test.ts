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

test('tiles that the time did not allow are told of, and where', () => {
  const record = inspection(1);
  const { width, height } = record.frame as { width: number; height: number };
  const tiles = {
    ...{ total: 391, seen: 196, unseen: [[0, 0, width / 2, height]] as [number, number, number, number][] },
    ...{ unseenShare: 0.5, budgetMs: 2000, spentMs: 1984, limit: 12, suspects: 0 },
  };
  const sheet = sheetOf({ ...record, judgement: { ...record.judgement!, tiles } }, settings);
  expect(sheet.grounds).toBe(
    '결함 검출 · 스크래치 91.3 % (기준 60.0 %) · 미확인 50.0 %: 좌측 상단, 좌측 중앙, 좌측 하단',
  );
  const told = '타일 391개 중 196개 확인 (2.0초 / 한도 2.0초) · 미확인 50.0 %: 좌측 상단, 좌측 중앙, 좌측 하단';
  expect(sheet.trace).toContainEqual(['타일', told]);
});

test('tiles that were all seen are told of as such', () => {
  const record = inspection(1);
  const tiles = { total: 391, seen: 391, unseen: [], unseenShare: 0, spentMs: 2890, limit: 12, suspects: 0 };
  const sheet = sheetOf({ ...record, judgement: { ...record.judgement!, tiles } }, settings);
  expect(sheet.grounds).toBe('결함 검출 · 스크래치 91.3 % (기준 60.0 %)');
  expect(sheet.trace).toContainEqual(['타일', '타일 391개 중 391개 확인 (2.9초)']);
  expect(sheetOf(record, settings).trace.map(([name]) => name)).not.toContain('타일');
});
