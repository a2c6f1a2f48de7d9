/** Thrown for text that is no CSV; `line` counts from 1. */
export class CsvError extends Error {
  constructor(
    readonly line: number,
    reason: string,
  ) {
    super(`line ${line}: ${reason}`);
  }
}

/**
 * Rows of fields of a comma-separated text (RFC 4180), strict: a stray or unclosed quotation mark is an error.
 * CRLF, LF and CR end a row; blank lines are skipped.
 *
 * @throws CsvError
 */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\n|\r|$)/y;
  let row: string[] = [];
  let line = 1;
  for (let at = 0; at < text.length || row.length > 0; at = field.lastIndex) {
    field.lastIndex = at;
    const found = field.exec(text);
    if (!found) throw new CsvError(line, 'a quotation mark is misplaced or not closed');
    const [whole, quoted, plain, separator] = found;
    row.push(quoted === undefined ? plain! : quoted.replaceAll('""', '"'));
    line += whole.match(/\r\n|\n|\r/g)?.length ?? 0;
    if (separator === ',') continue;
    if (row.length > 1 || row[0] !== '') rows.push(row);
    row = [];
  }
  return rows;
}

export type Cell = string | number | undefined;

/** One row (RFC 4180), without line end: a field is quoted where it must be, undefined is empty. */
export const csvRow = (cells: readonly Cell[]): string => cells.map(csvField).join(',');

function csvField(cell: Cell = ''): string {
  const text = String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Signs that make a spreadsheet compute a text, behind blanks and full-width ones too. OWASP, "CSV Injection". */
const COMPUTED = /^'*(?:[\t\r]|\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20])/;

/** A text that a spreadsheet would compute, made harmless by an apostrophe; numbers stay numbers. */
export const harmless = (cell: Cell): Cell => (typeof cell === 'string' && COMPUTED.test(cell) ? `'${cell}` : cell);

/** The text that {@link harmless} wrote. */
export const asWritten = (text: string): string =>
  text.startsWith("'") && COMPUTED.test(text.slice(1)) ? text.slice(1) : text;
