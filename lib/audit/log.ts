import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { appendWhole } from '../append-whole';
import { sha256 } from '../hash';
import { timestamp } from '../inspection/clock';
import { InspectionError } from '../inspection/errors';
import { hold } from '../queue/hold';
import { Turns } from '../queue/turns';
import { BEGINNING, lineAfter, readEntry, type AuditEvent, type Link } from './entry';
import { readTail, type Tail } from './tail';

export const FILE = 'audit.jsonl';

const WAIT_MS = 20;
const LONGEST_WAIT_MS = 10_000;

/** What a person may want to know of a line that a crash tore. */
export interface Mended {
  path: string;
  /** Bytes that were taken away; 0: only the line's end was missing. */
  bytes: number;
}

/**
 * A file of JSON lines to which lines are only added, each holding the hash of the one before. Node-RED and commands of
 * the same machine may write to it in turn; the file's end is read each time, under a lock that ends with its process.
 */
export class AuditLog {
  readonly path: string;
  private readonly turns = new Turns();

  constructor(
    private readonly folder: string,
    private readonly tellMended: (mended: Mended) => void = () => undefined,
  ) {
    this.path = join(folder, FILE);
  }

  /** Repairs what a crash left; to be called at the start, so that it is told then. */
  mend(): Promise<void> {
    return this.alone(async () => void (await this.end()));
  }

  /**
   * Adds one entry; it is on disk when the promise resolves.
   *
   * @throws InspectionError ERR_AUDIT_WRITE
   */
  append(told: AuditEvent): Promise<void> {
    return this.alone(async () => void (await this.add(await this.end(), told)));
  }

  private alone(work: () => Promise<void>): Promise<void> {
    return this.turns.take(async () => {
      const letGo = await this.hold();
      try {
        await work();
      } catch (thrown) {
        throw new InspectionError('ERR_AUDIT_WRITE', { path: this.path, reason: (thrown as Error).message });
      } finally {
        letGo();
      }
    });
  }

  private async hold(): Promise<() => void> {
    for (let waited = 0; ; waited += WAIT_MS) {
      try {
        return await hold(this.folder);
      } catch (thrown) {
        if (waited < LONGEST_WAIT_MS) await pause(WAIT_MS);
        else throw new InspectionError('ERR_AUDIT_WRITE', { path: this.path, reason: (thrown as Error).message });
      }
    }
  }

  private async add(last: Link, told: AuditEvent): Promise<Link> {
    const { line, entry } = lineAfter(last, timestamp(), told);
    await appendWhole(this.path, '', `${line}\n`);
    return entry;
  }

  /** What the next entry follows. A line that cannot be read stays, and verifying names it; the chain goes on behind it. */
  private async end(): Promise<Link> {
    const tail = await readTail(this.path);
    const last = linkOf(tail.line);
    if (tail.torn.length === 0) return last;
    const torn = readEntry(tail.torn.toString('utf8'));
    if (torn?.prev === last.hash) {
      await appendWhole(this.path, '', '\n');
      this.tellMended({ path: this.path, bytes: 0 });
      return torn;
    }
    return this.cutOff(tail, last);
  }

  private async cutOff({ torn, whole }: Tail, last: Link): Promise<Link> {
    const bytes = torn.length;
    await truncate(this.path, whole);
    this.tellMended({ path: this.path, bytes });
    const detail = { bytes, sha256: sha256(torn), text: torn.toString('utf8').slice(0, 200) };
    return this.add(last, { actor: { kind: 'unknown' }, event: 'log.mended', subject: FILE, detail });
  }
}

function linkOf(line: string): Link {
  if (line === '') return BEGINNING;
  const entry = readEntry(line);
  if (entry) return entry;
  const [, seq] = /^\{"seq":(\d+),/.exec(line) ?? [];
  return { seq: Number(seq ?? 0), hash: sha256(line) };
}
