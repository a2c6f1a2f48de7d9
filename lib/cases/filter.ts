import type { CaseFilter } from './case';
import type { Columns, WordColumn } from './columns';

/** Whether a row is like what was asked for. */
export type Suits = (row: number) => boolean;

const FIELDS: [keyof CaseFilter, WordColumn][] = [
  ['line', 'line'],
  ['station', 'station'],
  ['lot', 'lot'],
  ['product', 'product'],
  ['defect', 'label'],
  ['decision', 'decision'],
  ['disposition', 'disposition'],
];

const listOf = (value: string | string[]) => (Array.isArray(value) ? value : [value]);

/** Fields go together (and), the values of a field beside each other (or). `none` is no value at all. */
export function suits(columns: Columns, filter: CaseFilter = {}, space?: number): Suits {
  const allowed = FIELDS.flatMap(([field, name]) => {
    const asked = filter[field] as string | string[] | undefined;
    if (asked === undefined || asked.length === 0) return [];
    const find = (word: string) => columns.words[name].find(word === 'none' ? '' : word) ?? [];
    return [{ column: columns.get(name), numbers: new Set(listOf(asked).flatMap(find)) }];
  });
  const { from = -Infinity, to = Infinity } = filter;
  const [at, spaces] = [columns.get('at'), columns.get('space')];
  return (row) =>
    at[row]! >= from &&
    at[row]! <= to &&
    (space === undefined || spaces[row] === space) &&
    allowed.every(({ column, numbers }) => numbers.has(column[row]!));
}
