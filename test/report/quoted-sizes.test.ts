import { expect, test } from 'vitest';
import type { Inspection, Quantity } from '../../lib/inspection/record';
import { toHtml } from '../../lib/report/html';
import { toJson, toRecord } from '../../lib/report/json';
import { describe } from '../../lib/text/describe';
import { defaultGlossary } from '../../lib/text/glossary/default';
import { inspection } from './inspections';

const sized = (mm: number, expanded_mm: number): Quantity => ({ px: 10 * mm, mm, expanded_mm });

/** An NG of a class with two regions, the larger one 6.2 mm long at 35°, with its sentence as ko-translate writes it. */
function ngOf(id: string, ko: string): Inspection {
  const record = inspection(1);
  const [first] = record.regions!;
  const region = { ...first!, length: sized(6.2, 0.3), width: sized(2.1, 0.2), area: sized(9.4, 0.8), angle: 35 };
  const regions = [region, { ...region, id: 2, length: sized(1.2, 0.3) }];
  const next = {
    ...record,
    regions,
    measurement: undefined,
    judgement: { ...record.judgement!, label: { id, en: id, ko } },
  };
  return { ...next, description: describe(next, defaultGlossary()) };
}

test.each([
  ['scratch', '스크래치', '길이 6.2 ± 0.3 mm 스크래치 외 1곳', ['6.2 ± 0.3 mm', '1']],
  ['stain', '오염', '크기 6.2 ± 0.3 mm 오염 2곳', ['6.2 ± 0.3 mm', '2']],
  ['dent', '찍힘', '면적 9.4 ± 0.8 mm² 찍힘 외 1곳', ['9.4 ± 0.8 mm²', '1']],
  ['crack', '균열', '길이 6.2 ± 0.3 mm(방향 35°) 균열 외 1곳', ['6.2 ± 0.3 mm', '35°', '1']],
])('of a %s the sentence, the report and the record quote what is usual for it', (id, ko, quoted, numbers) => {
  const record = ngOf(id, ko);
  expect(record.description!.ko).toContain(quoted);
  expect(toHtml(record, { kind: 'auto', company: '', names: {} })).toContain(quoted);
  const kept = JSON.parse(toJson(toRecord(record))) as Inspection;
  expect(kept.description).toMatchObject({ numbers });
  expect(kept.description!.ko).toContain(quoted);
  expect(kept.regions![0]).toMatchObject({ length: { mm: 6.2 }, area: { mm: 9.4 }, angle: 35 });
});
