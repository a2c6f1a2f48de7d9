import type { Disposition, Inspection } from '../inspection/record';
import { decisionOf } from '../report/words';

/** What a cell holds; texts, times in UTC (ISO 8601) and JSON travel as text. */
export type Value = string | number | null;

export type ColumnType = 'text' | 'integer' | 'real' | 'time' | 'json';

/** What a row tells beside its record. */
export interface Origin {
  /** Name of the Node-RED that wrote the report. */
  gateway: string;
  /** Of the report's first document, absolute, on that gateway. */
  report?: string;
  /** Milliseconds since 1970. */
  writtenAt: number;
}

export interface Column {
  name: string;
  type: ColumnType;
  of(record: Inspection, origin: Origin): Value | undefined;
}

const largest = ({ regions }: Inspection) => regions?.[0];
const text = (name: string, of: Column['of']): Column => ({ name, type: 'text', of });
const real = (name: string, of: Column['of']): Column => ({ name, type: 'real', of });
const time = (name: string, of: (record: Inspection, origin: Origin) => string | number | undefined): Column => ({
  name,
  type: 'time',
  of: (record, origin) => utc(of(record, origin)),
});

/**
 * What people ask for, then the whole record. The first column is the key; the order is that of the table, and new ones
 * need a step in `schema.ts`.
 */
export const COLUMNS: Column[] = [
  text('id', ({ id }) => id),
  time('inspected_at', ({ frame }, { writtenAt }) => frame.capturedAt ?? frame.receivedAt ?? writtenAt),
  text('decision', (record) => decisionOf(record)),
  text('reason', ({ judgement }) => judgement?.reason),
  text('label', ({ judgement }) => judgement?.label.id),
  text('label_ko', ({ judgement }) => judgement?.label.ko),
  text('defect_code', ({ description }) => description?.termsUsed.find(({ code }) => code)?.code),
  real('probability', ({ judgement }) => judgement?.probability),
  text('severity', (record) => largest(record)?.severity),
  { name: 'regions', type: 'integer', of: ({ regions }) => regions?.length },
  real('length_mm', (record) => largest(record)?.length.mm),
  real('width_mm', (record) => largest(record)?.width.mm),
  real('area_mm2', (record) => largest(record)?.area.mm),
  real('length_px', (record) => largest(record)?.length.px),
  real('area_px2', (record) => largest(record)?.area.px),
  text('description_ko', ({ description }) => description?.ko),
  text('line', ({ part }) => part.line),
  text('station', ({ part }) => part.station),
  text('product', ({ part }) => part.product),
  text('lot', ({ part }) => part.lot),
  text('serial', ({ part }) => part.serial),
  text('inspector', ({ part }) => part.inspector),
  text('source', ({ frame }) => frame.source),
  text('sha256', ({ frame }) => frame.sha256),
  text('model', ({ judgement }) => judgement?.model),
  text('error_code', ({ error }) => error?.code),
  text('gateway', (_, { gateway }) => gateway),
  text('report', (_, { report }) => report),
  time('written_at', (_, { writtenAt }) => writtenAt),
  ...dispositionColumns(),
  { name: 'record', type: 'json', of: ({ dispositions: _, ...record }) => JSON.stringify(record) },
];

/** Decisions of people: the last one, and all of them. */
export const DISPOSITION_COLUMNS = dispositionColumns().map(({ name }) => name);

function dispositionColumns(): Column[] {
  const last = (of: (last: Disposition) => string | undefined): Column['of'] => {
    return ({ dispositions }) => dispositions?.length && of(dispositions.at(-1)!);
  };
  return [
    text(
      'disposition',
      last(({ decision }) => decision),
    ),
    text(
      'disposition_by',
      last(({ by }) => by),
    ),
    { name: 'disposition_at', type: 'time', of: last(({ at }) => utc(at)) },
    { name: 'dispositions', type: 'json', of: ({ dispositions }) => dispositions && JSON.stringify(dispositions) },
  ];
}

/** Times of all zones as one that sorts; what is no time is left out. */
function utc(time: string | number | undefined): string | undefined {
  const date = new Date(time ?? '');
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
