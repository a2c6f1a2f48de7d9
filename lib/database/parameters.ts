import type { Change } from './change';
import type { Value } from './columns';
import type { Statements } from './schema';

/** The statement that does a change, and its parameters. */
export function statementFor(statements: Statements, change: Change): { sql: string; values: Value[] } {
  const sql = statements[change.kind];
  if (change.kind === 'put') return { sql, values: change.values };
  if (change.kind === 'decide') return { sql, values: [...change.values, change.id] };
  return { sql, values: [change.id, change.gateway] };
}
