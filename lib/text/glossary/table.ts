import { InspectionError } from '../../inspection/errors';
import { decodeText, encodeText, type Charset } from '../charset';
import { asWritten, CsvError, csvRow, harmless, parseCsv } from '../csv';
import { nameKey } from './forms';
import type { Quote, Term, Use, Variant } from './glossary';

/** The columns of a glossary file; the first four must be there, in any order. */
export const COLUMNS = [
  'id',
  'ko',
  'en',
  'code',
  'variants',
  'en_variants',
  'en_visual',
  'process',
  'cause',
  'action',
  'quote',
  'minor_mm',
  'major_mm',
] as const;
type Column = (typeof COLUMNS)[number];
export type TermRow = Record<Column, string>;

const REQUIRED: Column[] = ['id', 'ko', 'en'];
/** Far beyond any plant's list; the terms are searched for in every sentence, on Node-RED's own thread. */
const MOST_TERMS = 10_000;
const LONGEST_CELL = 10_000;
const USES: Use[] = ['alone', 'beside', 'never'];
const QUOTES: Quote[] = ['length', 'length+direction', 'area', 'size', 'size+count', 'count', 'none'];

/**
 * Reads terms from a CSV file, UTF-8 or CP949. Variants are separated by `|`, each may end in `:beside` or `:never`.
 *
 * @throws InspectionError `ERR_GLOSSARY`, naming the line or the term at fault.
 */
export function readGlossaryCsv(bytes: Uint8Array): Term[] {
  const { text } = decodeText(bytes);
  if (text.includes('\ufffd')) fail('UTF-8 / CP949 ?');
  return termsOf(rowsOfCsv(text));
}

/** The terms as a CSV file with CRLF line ends, as Excel likes it. */
export function writeGlossaryCsv(terms: readonly Term[], charset: Charset = 'utf-8'): Uint8Array {
  const rows = terms.map(rowOf).map((row) => COLUMNS.map((column) => harmless(row[column])));
  return encodeText([COLUMNS, ...rows].map((row) => `${csvRow(row)}\r\n`).join(''), charset);
}

/**
 * Rows as typed into the editor or read from a file, checked: ids and written forms must be unique.
 *
 * @throws InspectionError `ERR_GLOSSARY`
 */
export function termsOf(rows: Partial<TermRow>[]): Term[] {
  if (!Array.isArray(rows)) fail('terms ?');
  if (rows.length > MOST_TERMS) fail(`${rows.length} / ${MOST_TERMS} terms`);
  const terms = rows.map(textsOf).map(termOf);
  const owners = new Map<string, string>();
  const ids = new Set<string>();
  for (const term of terms) {
    if (ids.has(term.id)) fail(`id "${term.id}" ×2`);
    ids.add(term.id);
    const forms = [
      term.ko,
      term.en,
      ...term.variants.map(({ text }) => text),
      ...term.enVariants.map(({ text }) => text),
    ];
    for (const form of forms) {
      const owner = owners.get(nameKey(form));
      if (owner !== undefined && owner !== term.id) fail(`"${form}": ${owner} / ${term.id}`);
      owners.set(nameKey(form), term.id);
    }
  }
  return terms;
}

/** A row from a form or an interface; numbers may stand where texts do. */
function textsOf(row: Partial<Record<Column, unknown>> | null): Partial<TermRow> {
  return Object.fromEntries(
    COLUMNS.map((column) => {
      const cell = row?.[column] ?? '';
      if (typeof cell !== 'string' && typeof cell !== 'number') fail(`${column} ?`);
      const text = String(cell);
      return [column, text.length > LONGEST_CELL ? fail(`${column}: ${text.length} / ${LONGEST_CELL}`) : text];
    }),
  );
}

export function rowOf(term: Term): TermRow {
  return {
    id: term.id,
    ko: term.ko,
    en: term.en,
    code: term.code ?? '',
    variants: writeVariants(term.variants),
    en_variants: writeVariants(term.enVariants),
    en_visual: term.enVisual.join('|'),
    process: term.process ?? '',
    cause: term.cause ?? '',
    action: term.action ?? '',
    quote: term.quote,
    minor_mm: term.minorMm?.toString() ?? '',
    major_mm: term.majorMm?.toString() ?? '',
  };
}

function rowsOfCsv(text: string): Partial<TermRow>[] {
  const [header = [], ...rows] = parse(text);
  const columns = header.map((name) => name.trim());
  const missing = REQUIRED.filter((name) => !columns.includes(name));
  if (missing.length > 0) fail(`column ${missing.join(', ')} ?`);
  return rows.map((fields) => {
    if (fields.length !== columns.length) fail(`"${fields[0]}": ${fields.length} / ${columns.length} columns`);
    return Object.fromEntries(
      columns.map((name, index) => [name, asWritten(fields[index]!.trim())]),
    ) as Partial<TermRow>;
  });
}

function parse(text: string): string[][] {
  try {
    return parseCsv(text);
  } catch (error) {
    if (error instanceof CsvError) fail(error.message);
    throw error;
  }
}

function termOf(row: Partial<TermRow>): Term {
  for (const column of REQUIRED) if (!row[column]?.trim()) fail(`"${row.id ?? ''}": ${column} ?`);
  return {
    id: row.id!.trim(),
    code: row.code || undefined,
    ko: row.ko!.trim(),
    en: row.en!.trim(),
    variants: readVariants(row.variants),
    enVariants: readVariants(row.en_variants),
    enVisual: split(row.en_visual),
    process: row.process || undefined,
    cause: row.cause || undefined,
    action: row.action || undefined,
    quote: oneOf(QUOTES, row.quote || 'none', row.id!),
    minorMm: limit(row.minor_mm, row.id!),
    majorMm: limit(row.major_mm, row.id!),
  };
}

function readVariants(cell: string | undefined): Variant[] {
  return split(cell).map((entry) => {
    const [text = '', use = 'alone'] = entry.split(':').map((part) => part.trim());
    return { text, use: oneOf(USES, use, text) };
  });
}

function writeVariants(variants: readonly Variant[]): string {
  return variants.map(({ text, use }) => (use === 'alone' ? text : `${text}:${use}`)).join('|');
}

function split(cell: string | undefined): string[] {
  return (cell ?? '')
    .split('|')
    .map((part) => part.trim())
    .filter(Boolean);
}

function oneOf<T extends string>(allowed: readonly T[], value: string, where: string): T {
  return allowed.find((each) => each === value) ?? fail(`"${where}": ${value} ≠ ${allowed.join(', ')}`);
}

function limit(cell: string | undefined, where: string): number | undefined {
  if (!cell?.trim()) return undefined;
  const value = Number(cell);
  return Number.isFinite(value) && value >= 0 ? value : fail(`"${where}": ${cell} mm ?`);
}

function fail(reason: string): never {
  throw new InspectionError('ERR_GLOSSARY', { reason });
}
