import { parentPort, workerData } from 'node:worker_threads';
import { SpareMemory } from '../../spare-memory';
import type { Change } from '../change';
import type { Names } from '../schema';
import { Newer, SqliteFile } from './file';

export interface SqliteOptions {
  /** Absolute. */
  path: string;
  names: Names;
}

export interface SqliteCall {
  number: number;
  changes: Change[];
}

export interface SqliteReply {
  /** Of the call; 0: the file is open. */
  number: number;
  failure?: { kind: 'away' | 'refused' | 'newer'; reason: string; found?: number };
}

/** What says something of a row: too big, a constraint, a wrong type, a wrong parameter. */
const OF_A_ROW = [18, 19, 20, 25];

function attempt(number: number, work: () => void): void {
  const reply: SqliteReply = { number };
  try {
    work();
  } catch (thrown) {
    const { message, errcode = 0 } = thrown as Error & { errcode?: number };
    const isOfRow = OF_A_ROW.includes(errcode & 0xff);
    const kind = thrown instanceof Newer ? 'newer' : isOfRow ? 'refused' : 'away';
    reply.failure = { kind, reason: message, ...(thrown instanceof Newer && { found: thrown.found }) };
  }
  parentPort!.postMessage(reply);
}

const spare = new SpareMemory(1000);
let file: SqliteFile | undefined;
attempt(0, () => {
  const { path, names } = workerData as SqliteOptions;
  file = new SqliteFile(path, names);
});

parentPort!.on('message', ({ number, changes }: SqliteCall) => {
  if (changes.length > 0) {
    attempt(number, () => file!.write(changes));
    spare.count(changes.length);
    return spare.release();
  }
  attempt(number, () => file?.close());
  parentPort!.close();
});
