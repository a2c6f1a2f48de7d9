import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Inspection } from '../../lib/inspection/record';
import { COLUMNS, toCsvRow } from '../../lib/report/csv';
import { toHtml, toHtmlSummary } from '../../lib/report/html';
import { press } from '../../lib/report/pdf/press';
import { parseCsv } from '../../lib/text/csv';
import { readGlossaryCsv, termsOf, writeGlossaryCsv } from '../../lib/text/glossary/table';
import { inspection } from '../report/inspections';
import { useFolder } from '../report/folder';

const folder = useFolder();
afterAll(() => press.close());

/** What a program chooses by, and what it computes itself. */
const OWN = new Set([
  'schema',
  'decision',
  'reason',
  'severity',
  'capturedAt',
  'receivedAt',
  'judgedAt',
  'sha256',
  'evidence',
  'embedding',
]);

/** The record with `text` in the place of every text that a user, a sender or a model wrote. */
function saying<T>(value: T, text: string): T {
  if (typeof value === 'string') return text as T;
  if (Array.isArray(value)) return value.map((inner: unknown) => saying(inner, text)) as T;
  if (!value || typeof value !== 'object' || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, OWN.has(key) ? inner : (saying(inner, text) as unknown)]),
  ) as T;
}
const failed = (record: Inspection): Inspection => ({ ...record, error: { code: 'X', message: 'm', advice: 'a' } });
const settings = (text: string) => ({
  kind: 'auto' as const,
  company: text,
  title: text,
  names: { scratch: text, crack: text },
});
const tagsOf = (html: string) =>
  html
    .replace(/base64,[^"]*/g, '')
    .match(/<\/?[a-z!][^>\s/]*/gi)!
    .join(' ');

describe('texts of users, senders and models', () => {
  const markups = ['<img src=x onerror=alert(1)>', '</title></style><script>alert(1)</script>', '" onload="alert(1)', "' onload='alert(1)", '<!--', '&lt;b&gt;']; // prettier-ignore

  it.each(markups)('%s adds no tag and no attribute to HTML', (text) => {
    for (const plain of [inspection(1), failed(inspection(2))]) {
      const [clean, evil] = ['x', text].map((each) => toHtml(saying(plain, each), settings(each)));
      expect(tagsOf(evil!)).toBe(tagsOf(clean!));
      expect(evil).not.toMatch(/<[^>]*\son(error|load)\s*=/);
    }
    const [clean, evil] = ['x', text].map((each) => toHtmlSummary([saying(inspection(1), each)], settings(each)));
    expect(tagsOf(evil!)).toBe(tagsOf(clean!));
  });

  it.each([
    '=1+1',
    '+1',
    '-1+1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '\n=1',
    '＝1',
    "=cmd|' /C calc'!A0",
    '"=1',
    ',=1',
    '";=1\r\n=2',
  ])('%j is no formula and no second row in CSV', (text) => {
    for (const plain of [inspection(1), failed(inspection(2))]) {
      const [row, ...more] = parseCsv(`${toCsvRow(saying(plain, text))}\r\n`);
      expect(more).toEqual([]);
      expect(row).toHaveLength(COLUMNS.length);
      const formulas = row!.filter((cell) => /^[\s]*[=+\-@＝＋－＠]/.test(cell) && !/^-?[\d.]+$/.test(cell));
      expect(formulas).toEqual([]);
    }
  });

  it.each(['=1+1', '+1', '-1', '@a', "'=1", "''=1", "'plain", '＝1'])(
    '%j is no formula in a glossary, and comes back',
    (text) => {
      const terms = termsOf([{ id: 's', ko: text, en: 'scratch', cause: text, action: text, variants: text }]);
      const csv = writeGlossaryCsv(terms);
      const cells = parseCsv(new TextDecoder().decode(csv)).slice(1).flat();
      expect(cells.filter((cell) => /^[=+\-@＝]/.test(cell))).toEqual([]);
      expect(readGlossaryCsv(csv)).toEqual(terms);
    },
  );

  it('stay text in a PDF, which runs nothing and opens nothing', async () => {
    const text = '<b>(x) /JS (app.alert(1)) \\) ET</b>';
    const documented = [{ inspection: saying(inspection(1), text) }];
    const issuedAt = '2026-11-23T18:00:00.000+09:00';
    const bytes = await press.print({ documented, settings: settings(text), summary: false, issuedAt });
    const path = join(folder.path, 'evil.pdf');
    writeFileSync(path, bytes);
    const plain = execFileSync('pdftotext', ['-raw', path, '-'], { encoding: 'utf8' }).replace(/\s+/g, '');
    expect(plain).toContain('<b>(x)/JS(app.alert(1))\\)ET</b>');
    const info = execFileSync('pdfinfo', [path], { encoding: 'utf8' });
    expect(info).toMatch(/JavaScript:\s+no/);
    expect(Buffer.from(bytes).toString('latin1')).not.toMatch(/\/(JavaScript|Launch|OpenAction|URI|EmbeddedFile|AA)\b/);
  });
});
