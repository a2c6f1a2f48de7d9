import { createReadStream } from 'node:fs';
import { BEGINNING, readEntry, type Entry, type Link } from './entry';

/** What is wrong with a line. */
export type AuditProblem =
  /** Not what was written: its own hash does not fit. */
  | 'changed'
  /** It does not follow the line before: lines were taken out, put in or changed. */
  | 'chain'
  /** Half a line, as a crash leaves it; Node-RED mends it at its next start. */
  | 'torn'
  /** The entry to begin at is not there, or is not the one that was noted. */
  | 'anchor';

export interface Verified {
  /** Entries that were checked and are in order. */
  entries: number;
  /** The last of them: worth noting elsewhere, since a later check can begin at it. */
  head?: Link;
  /** The first line that is not in order; counts from 1. */
  broken?: { line: number; problem: AuditProblem; seq?: number };
}

/** Checks a log line by line, whatever its size; from the entry `from` on, which has to have that hash when it is given. */
export async function verify(path: string, from?: { seq: number; hash?: string }): Promise<Verified> {
  let last: Link | undefined = from ? undefined : BEGINNING;
  let line = 0;
  let entries = 0;
  const broken = (problem: AuditProblem, seq?: number): Verified => ({
    entries,
    ...(entries > 0 && { head: { seq: last!.seq, hash: last!.hash } }),
    broken: { line, problem, ...(seq !== undefined && { seq }) },
  });

  for await (const { text, isWhole } of linesOf(path)) {
    line++;
    if (!last && !text.startsWith(`{"seq":${from!.seq},`)) continue;
    if (!isWhole) return broken('torn');
    const entry = readEntry(text);
    if (!entry) return broken('changed', last && last.seq + 1);
    if (!last ? (from!.hash ?? entry.hash) !== entry.hash : !follows(entry, last))
      return broken(last ? 'chain' : 'anchor', entry.seq);
    last = entry;
    entries++;
  }
  return last
    ? { entries, ...(entries > 0 && { head: { seq: last.seq, hash: last.hash } }) }
    : broken('anchor', from!.seq);
}

const follows = (entry: Entry, { seq, hash }: Link) => entry.seq === seq + 1 && entry.prev === hash;

async function* linesOf(path: string): AsyncGenerator<{ text: string; isWhole: boolean }> {
  let rest = '';
  for await (const chunk of createReadStream(path, { encoding: 'utf8' }) as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop()!;
    for (const text of lines) yield { text, isWhole: true };
  }
  if (rest) yield { text: rest, isWhole: false };
}
