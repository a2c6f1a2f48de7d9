import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect } from 'vitest';
import { putOf, type Change } from '../../lib/database/change';
import type { Connect } from '../../lib/database/connection';
import { Recorder, type RecorderListener } from '../../lib/database/recorder';
import type { InspectionError } from '../../lib/inspection/errors';
import type { Inspection } from '../../lib/inspection/record';
import { packageRoot } from '../../lib/package-root';
import { toRecord } from '../../lib/report/json';
import { inspection } from '../report/inspections';

export const NOON = Date.UTC(2026, 10, 23, 3);

/** The row of inspection `number`, as a report of gateway `gateway` brings it. */
export function row(number: number, gateway = '가', writtenAt = NOON, change: Partial<Inspection> = {}): Change {
  const record = toRecord({ ...inspection(number), ...change });
  return putOf(record, { gateway, report: `/outputs/${number}.pdf`, writtenAt });
}

export interface Told {
  problems: InspectionError[];
  backs: number;
  refused: [id: string, problem: InspectionError][];
}

/** A recorder, and what it told. */
export function record(folder: string, connect: Connect, limits: object = {}): { recorder: Recorder; told: Told } {
  const all = { maxFrames: 1000, maxBytes: 1e9, minFree: 0, ...limits };
  const recorder = new Recorder({ folder, limits: all, database: 'test', connect });
  const told: Told = { problems: [], backs: 0, refused: [] };
  const listener: RecorderListener = {
    away: (problem) => told.problems.push(problem),
    back: () => told.backs++,
    refused: (...both) => told.refused.push(both),
  };
  recorder.listen(listener);
  return { recorder, told };
}

/** Looks again and again, on a busy machine for long, until what follows holds. */
export const eventually = <T>(look: () => T) => expect.poll(look, { timeout: 45_000 });

/** When nothing waits any more. */
export async function drained(recorder: Recorder): Promise<void> {
  const outbox = await recorder.outbox;
  while (outbox.state.waiting + outbox.state.inFlight > 0) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** All rows of a file. */
export function rowsIn(path: string, order = 'id'): Record<string, unknown>[] {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    return database.prepare(`select * from inspections order by ${order}`).all();
  } finally {
    database.close();
  }
}

/** The questions that the documentation asks the database. */
export function documentedQueries(): string[] {
  const page = readFileSync(join(packageRoot(__dirname), 'docs/growing.md'), 'utf8');
  const blocks = [...page.matchAll(/```sql\n([^]*?)```/g)].map(([, sql]) => sql!);
  return blocks.flatMap((sql) => sql.split(';')).filter((sql) => /\bselect\b/.test(sql) && /\bfrom\b/.test(sql));
}
