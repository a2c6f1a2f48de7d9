import { describe, expect, it } from 'vitest';
import { COLUMNS, csvFormat, toCsvRow } from '../../lib/report/csv';
import type { Inspection } from '../../lib/inspection/record';
import { inspection } from './inspections';

/** Fields of a row by RFC 4180, with whether they stood in quotes. */
function fieldsOf(row: string): string[] {
  const fields = [...row.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)];
  return fields.map(([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare!);
}

function rowOf(record: Inspection): Record<string, string> {
  const fields = fieldsOf(toCsvRow(record));
  expect(fields).toHaveLength(COLUMNS.length);
  return Object.fromEntries(COLUMNS.map(({ en }, index) => [en, fields[index]!]));
}

describe('CSV', () => {
  it('begins with a byte-order mark and a header that ends in CRLF', () => {
    expect(csvFormat('en').head).toMatch(/^\uFEFFid,captured_at,received_at,judged_at,line,.*\r\n$/);
    expect(csvFormat('ko').head).toContain('길이(mm)');
    expect(Buffer.from(csvFormat().head).subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
  });

  it('writes measurements as bare numbers', () => {
    const row = rowOf(inspection(1));
    expect(row).toMatchObject({
      length_px: '89.4',
      length_mm: '3.2',
      length_u_mm: '0.05',
      area_mm2: '0.241',
      angle_deg: '153.4',
    });
    expect(row).toMatchObject({
      probability: '0.913',
      regions: '1',
      decision: 'ng',
      decision_ko: '불량',
      defect_code: 'SCR-01',
    });
    expect(rowOf({ ...inspection(1), judgement: { ...inspection(1).judgement!, margin: -0.25 } }).margin).toBe('-0.25');
  });

  it('leaves millimetres empty without a calibration', () => {
    expect(rowOf(inspection(1, 'ng', false))).toMatchObject({
      length_px: '89.4',
      length_mm: '',
      length_u_mm: '',
      area_mm2: '',
    });
  });

  it.each(['=1+1', '+82 10', '-2+3', '@SUM(A1)', '\t=1', '=HYPERLINK("http://x","y")', '＝1+1'])(
    'makes the lot %j harmless',
    (lot) => {
      const record = inspection(1);
      record.part.lot = lot;
      expect(rowOf(record).lot).toMatch(/^'/);
      expect(rowOf(record).length_mm).toBe('3.2');
    },
  );

  it('keeps commas, quotes and line breaks within one row', () => {
    const record = inspection(1);
    record.part.product = '하우징, "A형"\r\n2호';
    const row = toCsvRow(record);
    expect(row).not.toMatch(/[\r\n]/);
    expect(rowOf(record).product).toBe('하우징, "A형" 2호');
  });

  it('finds the id of a row again', () => {
    for (const id of ['a', 'a,b', 'say "x"', '=1']) {
      const row = toCsvRow({ ...inspection(1), id });
      expect(csvFormat().keyOf(row)?.replace(/^'/, '')).toBe(id);
    }
  });

  it('tells of a failed picture', () => {
    const record: Inspection = {
      schema: 1,
      id: 'x',
      frame: {},
      part: {},
      error: { code: 'ERR_IMAGE_DECODE', message: '해독할 수 없습니다', advice: '' },
    };
    expect(rowOf(record)).toMatchObject({
      decision: 'error',
      decision_ko: '검사 실패',
      error_code: 'ERR_IMAGE_DECODE',
      length_px: '',
    });
  });
});
