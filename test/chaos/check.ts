import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Inspection } from '../../lib/inspection/record';
import { parseCsv } from '../../lib/text/csv';
import type { ChaosLine } from './line';
import { idOf, KINDS, topicOf } from './receiver';

const STORES = ['gyeol-intake', 'inspection-queue', 'gyeol-outbox'];

/** Frame files by the room they lie in, over all stores of the line. */
export async function framesIn(line: ChaosLine, room: 'waiting' | 'dead' | 'damaged'): Promise<string[]> {
  const found = await Promise.all(
    STORES.map(async (store) => {
      const names = await readdir(join(line.userDir, store), { recursive: true }).catch(() => []);
      return names
        .filter((name) => name.includes(`${room}/`) && name.endsWith('.frame'))
        .map((name) => join(store, name));
    }),
  );
  return found.flat();
}

/** Ids that occur once too often or too rarely. */
function differences(what: string, found: string[], expected: string[]): string[] {
  const counts = new Map<string, number>();
  for (const id of found) counts.set(id, (counts.get(id) ?? 0) + 1);
  const missing = expected.filter((id) => !counts.has(id)).map((id) => `${what}: none of ${id}`);
  const known = new Set(expected);
  const wrong = [...counts].filter(([id, count]) => count > 1 || !known.has(id));
  return [...missing, ...wrong.map(([id, count]) => `${what}: ${count} of ${known.has(id) ? '' : 'unknown '}${id}`)];
}

async function reportsOf(line: ChaosLine, lot: string): Promise<Inspection[]> {
  const folder = join(line.userDir, 'outputs', lot);
  const names = (await readdir(folder)).filter((name) => !name.startsWith('.'));
  return Promise.all(names.map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8')) as Inspection));
}

async function rowsOf(line: ChaosLine, lot: string): Promise<string[]> {
  const [, ...rows] = parseCsv(await readFile(join(line.userDir, 'outputs', `reports-${lot}.csv`), 'utf8'));
  return rows.map(([id]) => id!);
}

async function ledgerOf(line: ChaosLine): Promise<string[]> {
  const folder = join(line.userDir, 'outputs/.gyeol');
  const pages = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.jsonl'));
  const texts = await Promise.all(pages.map((page) => readFile(join(folder, page), 'utf8')));
  const lines = texts.flatMap((text) => text.split('\n')).filter(Boolean);
  return lines.flatMap((text) => {
    try {
      return [(JSON.parse(text) as { id: string }).id];
    } catch {
      return []; // cut off by a kill; its frame was written again
    }
  });
}

/** Of the database that a report node keeps without being asked. */
function idsInDatabase(line: ChaosLine): string[] {
  const database = new DatabaseSync(join(line.userDir, 'gyeol-inspections.sqlite'), { readOnly: true });
  try {
    return database
      .prepare('SELECT id FROM inspections')
      .all()
      .map(({ id }) => String(id));
  } finally {
    database.close();
  }
}

/** What is wrong with the reports of a lot, all of whose frames are `ids`. */
export async function wrongReports(line: ChaosLine, lot: string, ids: string[]): Promise<string[]> {
  const reports = await reportsOf(line, lot);
  return [
    ...differences(
      'report',
      reports.map(({ id }) => id),
      ids,
    ),
    ...differences('row', await rowsOf(line, lot), ids),
    ...reports
      .filter(({ error, description }) => error || !description)
      .map(({ id, error }) => `${id}: ${error?.code ?? 'no description'}`),
  ];
}

/** What is wrong at the end, when everything is done, with all frames since the line started. */
export async function wrongCounts(line: ChaosLine): Promise<string[]> {
  const ids = line.camera.sent.map((_, frame) => idOf(frame));
  const ledger = [...new Set(await ledgerOf(line))];
  const results = KINDS.map((kind) => ids.filter((_, frame) => line.isDelivered(frame, kind)));
  const acknowledged = ids.filter((_, frame) => line.book.acknowledged.has(topicOf(frame, 'image')));
  return [
    ...differences('acknowledged', acknowledged, ids),
    ...differences('ledger', ledger, ids),
    ...differences('row in the database', idsInDatabase(line), ids),
    ...KINDS.flatMap((kind, index) => differences(kind, results[index]!, ids)),
    ...line.receiver.strange.map((each) => `strange result ${each}`),
    ...(await framesIn(line, 'waiting')).map((name) => `left: ${name}`),
    ...(await framesIn(line, 'dead')).map((name) => `dead letter: ${name}`),
    ...(await framesIn(line, 'damaged')).map((name) => `damaged: ${name}`),
  ];
}
