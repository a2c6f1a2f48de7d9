import { readFile } from 'node:fs/promises';
import type { Disposition, Inspection } from '../inspection/record';
import { writeReport } from './atomic';
import { csvKey, withDispositions } from './csv';
import { toJson, toJsonLine, JSON_LINES } from './json';
import type { KeyedLog } from './keyed-log';

/** The record of one report as a file of its own; other files and other records stay as they are. */
export async function amendJson(path: string, id: string, dispositions: Disposition[]): Promise<boolean> {
  const record = parse(await readFile(path, 'utf8').catch(() => ''));
  if (record?.id !== id) return false;
  await writeReport(path, toJson({ ...record, dispositions }));
  return true;
}

/** The line of one report in a growing file of records. */
export async function amendJsonLine(log: KeyedLog, id: string, dispositions: Disposition[]): Promise<boolean> {
  const record = parse((await log.find(JSON_LINES.keyOf(toJsonLine({ id } as Inspection))!)) ?? '');
  if (!record) return false;
  await log.put(toJsonLine({ ...record, dispositions }));
  return true;
}

/** The row of one report in a table. A table of an older form has no columns for it and stays. */
export async function amendRow(log: KeyedLog, id: string, dispositions: Disposition[]): Promise<boolean> {
  const row = await log.find(csvKey(id));
  const amended = row && withDispositions(row, dispositions);
  if (!amended) return false;
  await log.put(amended);
  return true;
}

function parse(text: string): Inspection | undefined {
  try {
    return JSON.parse(text) as Inspection;
  } catch {
    return undefined;
  }
}
