import type { Evidence, Inspection } from '../inspection/record';
import type { LineFormat } from './keyed-log';

/** File names, relative to the record's folder, of the pictures that were written beside it. */
export type EvidenceNames = Partial<Record<keyof Evidence, string>>;

/**
 * The record as it is written: plain JSON values, schema and id first, pictures replaced by their file names or left
 * out, neither embedding nor prompts.
 */
export function toRecord(inspection: Inspection, evidence: EvidenceNames = {}): Inspection {
  const { schema, id, ...rest } = inspection;
  const named = {
    schema,
    id,
    ...rest,
    embedding: undefined,
    asked: undefined,
    evidence: Object.keys(evidence).length > 0 ? evidence : undefined,
  };
  return JSON.parse(JSON.stringify(named, withoutBytes)) as Inspection;
}

/** A picture that lost its way into another field would swell a record by megabytes. */
function withoutBytes(this: Record<string, unknown>, key: string, value: unknown): unknown {
  return ArrayBuffer.isView(this[key]) ? undefined : value;
}

export const toJson = (record: Inspection): string => `${JSON.stringify(record, null, 2)}\n`;

export const toJsonLine = (record: Inspection): string => JSON.stringify(record);

/** One record a line; a line is found by the id that {@link toRecord} puts in front. */
export const JSON_LINES: LineFormat = {
  head: '',
  lineEnd: '\n',
  keyOf(row) {
    const [, id] = /"id":("(?:[^"\\]|\\.)*")/.exec(row) ?? [];
    return id && (JSON.parse(id) as string);
  },
};
