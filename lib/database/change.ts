import type { Disposition, Inspection } from '../inspection/record';
import { COLUMNS, DISPOSITION_COLUMNS, type Column, type Origin, type Value } from './columns';

/** One thing to be done to the table, as plain JSON: it waits on disk until it is. */
export type Change =
  | { kind: 'put'; id: string; values: Value[] }
  | { kind: 'decide'; id: string; values: Value[] }
  | { kind: 'forget'; id: string; gateway: string };

/** The row of a record as it was written, without pictures; a row of the same id is replaced. */
export const putOf = (record: Inspection, origin: Origin): Change => ({
  kind: 'put',
  id: record.id,
  values: valuesOf(COLUMNS, record, origin),
});

/** What people decided about a frame, into its row. */
export function decideOf(id: string, dispositions: Disposition[]): Change {
  const columns = COLUMNS.filter(({ name }) => DISPOSITION_COLUMNS.includes(name));
  const record = { id, dispositions } as Inspection;
  return { kind: 'decide', id, values: valuesOf(columns, record, { gateway: '', writtenAt: 0 }) };
}

/** Takes out a row that this gateway wrote. */
export const forgetOf = (id: string, gateway: string): Change => ({ kind: 'forget', id, gateway });

function valuesOf(columns: Column[], record: Inspection, origin: Origin): Value[] {
  return columns.map(({ type, of }) => {
    const value = of(record, origin);
    if (typeof value === 'number') return Number.isFinite(value) ? value : null;
    if (typeof value !== 'string') return null;
    return type === 'json' ? storableJson(value) : storable(value);
  });
}

/** Databases take no zero character and no half of a surrogate pair. */
const storable = (text: string) => text.replaceAll('\0', '').toWellFormed();

const storableJson = (json: string) =>
  JSON.stringify(JSON.parse(json, (_, value: unknown) => (typeof value === 'string' ? storable(value) : value)));
