import { InspectionError } from '../inspection/errors';
import { COLUMNS, DISPOSITION_COLUMNS, type ColumnType } from './columns';

/** Of the tables; a step of {@link migrations} leads to each. */
export const SCHEMA = 1;

export interface Dialect {
  types: Record<ColumnType, string>;
  /** The placeholder of the n-th parameter, from 1; parameters stand in a statement in their order. */
  parameter(n: number): string;
}

export const SQLITE: Dialect = {
  types: { text: 'text', integer: 'integer', real: 'real', time: 'text', json: 'text' },
  // Node.js 22.13 takes numbered ones for names, and does not bind them by their order.
  parameter: () => '?',
};

export const POSTGRES: Dialect = {
  types: { text: 'text', integer: 'integer', real: 'double precision', time: 'timestamptz', json: 'jsonb' },
  parameter: (n) => `$${n}`,
};

const TABLE = /^(?:([a-z_][a-z0-9_]{0,39})\.)?([a-z_][a-z0-9_]{0,39})$/;

/** Names that stand in statements; everything else is a parameter. */
export interface Names {
  /** Of a database schema, such as `quality`, where one is named. */
  schema?: string;
  table: string;
}

/**
 * The names in `inspections` or `quality.inspections`.
 *
 * @throws InspectionError ERR_OPTIONS
 */
export function namesOf(table: string): Names {
  const [whole, schema, name] = TABLE.exec(table.trim()) ?? [];
  if (!whole) throw new InspectionError('ERR_OPTIONS', { option: 'table', reason: table });
  return { schema, table: name! };
}

export interface Statements {
  /** Brings the tables from one version to the next: the n-th list leads to version n + 1. */
  migrations: string[][];
  /** Makes the table that holds the version. */
  versioned: string;
  version: string;
  /** One parameter: the version. */
  setVersion: string;
  put: string;
  decide: string;
  forget: string;
}

/** Columns that searches begin with. */
const INDEXES = [['inspected_at'], ['line', 'inspected_at'], ['decision', 'inspected_at'], ['lot'], ['serial']];

export function statementsOf({ types, parameter }: Dialect, { schema, table }: Names): Statements {
  const inSchema = (name: string) => `${schema ? `"${schema}".` : ''}"${name}"`;
  const rows = inSchema(table);
  const versions = inSchema(`${table}_schema`);
  const columns = COLUMNS.map(({ name, type }) => `  "${name}" ${types[type]}${name === 'id' ? ' primary key' : ''}`);
  const indexes = INDEXES.map((of) => {
    const name = `${table}_${of[0]}${of.length > 1 ? '_time' : ''}`;
    return `create index if not exists "${name}" on ${rows} (${of.map((each) => `"${each}"`).join(', ')})`;
  });
  const made = `create table if not exists ${rows} (\n${[...columns, '  "other_gateway" text'].join(',\n')}\n)`;
  return {
    migrations: [[made, ...indexes]],
    versioned: `create table if not exists ${versions} ("version" integer not null)`,
    version: `select max("version") as "version" from ${versions}`,
    setVersion: `insert into ${versions} ("version") values (${parameter(1)})`,
    put: putStatement(rows, parameter),
    decide: decideStatement(rows, parameter),
    forget: `delete from ${rows} where "id" = ${parameter(1)} and "gateway" = ${parameter(2)}`,
  };
}

/**
 * A frame that two gateways worked on is one row: the later report is kept, and `other_gateway` names the other one. Among
 * reports of one gateway the order they come in counts, whatever its clock says. A decision of a person stays.
 */
function putStatement(rows: string, parameter: Dialect['parameter']): string {
  const names = COLUMNS.map(({ name }) => name);
  const isOther = `excluded."gateway" <> kept."gateway"`;
  const wins = `(excluded."gateway" = kept."gateway" or excluded."written_at" >= kept."written_at")`;
  const isDecided = `excluded."dispositions" is not null and (${wins} or kept."dispositions" is null)`;
  const kept = names.slice(1).map((name) => {
    const condition = DISPOSITION_COLUMNS.includes(name) ? isDecided : wins;
    return `  "${name}" = case when ${condition} then excluded."${name}" else kept."${name}" end`;
  });
  const loser = `case when ${wins} then kept."gateway" else excluded."gateway" end`;
  const other = `  "other_gateway" = case when ${isOther} then ${loser} else kept."other_gateway" end`;
  return [
    `insert into ${rows} as kept (${names.map((name) => `"${name}"`).join(', ')})`,
    `values (${names.map((_, index) => parameter(index + 1)).join(', ')})`,
    `on conflict ("id") do update set\n${[...kept, other].join(',\n')}`,
  ].join('\n');
}

function decideStatement(rows: string, parameter: Dialect['parameter']): string {
  const set = DISPOSITION_COLUMNS.map((name, index) => `"${name}" = ${parameter(index + 1)}`);
  return `update ${rows} set ${set.join(', ')} where "id" = ${parameter(set.length + 1)}`;
}
