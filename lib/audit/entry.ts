import { sha256 } from '../hash';

/** Who did it: a person signed in to Node-RED, a flow, a command on the gateway, or nobody that is known. */
export interface Actor {
  kind: 'user' | 'flow' | 'command' | 'unknown';
  /** User name in Node-RED or of the system; the node of a flow. Missing where nobody has to sign in. */
  name?: string;
  address?: string;
}

export interface AuditEvent {
  actor: Actor;
  /** Such as `settings.changed`, `model.pulled`, `disposition`. */
  event: string;
  /** The node, model or frame it is about. */
  subject: string;
  /** SHA-256 of what was there, hexadecimal; missing when there was nothing. */
  before?: string;
  /** SHA-256 of what is there now. */
  after?: string;
  detail?: unknown;
}

export interface Entry extends AuditEvent {
  /** Counts from 1. */
  seq: number;
  /** ISO 8601, as the machine believed. */
  time: string;
  /** `hash` of the entry before; 64 zeros for the first. */
  prev: string;
  /** SHA-256 of this entry's line without this field. */
  hash: string;
}

/** What an entry is chained to. */
export type Link = Pick<Entry, 'seq' | 'hash'>;

export const BEGINNING: Link = { seq: 0, hash: '0'.repeat(64) };

/** The line of the entry that follows `last`, without line end. */
export function lineAfter(last: Link, time: string, told: AuditEvent): { line: string; entry: Entry } {
  const { actor, event, subject, before, after, detail } = told;
  const open = { seq: last.seq + 1, time, actor, event, subject, before, after, detail, prev: last.hash };
  const text = JSON.stringify(open);
  const hash = sha256(text);
  return { line: `${text.slice(0, -1)},"hash":"${hash}"}`, entry: { ...open, hash } };
}

/** The entry of a line whose hash is right; nothing for every other text. */
export function readEntry(line: string): Entry | undefined {
  try {
    const entry = JSON.parse(line) as Entry;
    const end = `,"hash":"${entry.hash}"}`;
    const isWhole = line.endsWith(end) && sha256(`${line.slice(0, -end.length)}}`) === entry.hash;
    return isWhole && Number.isSafeInteger(entry.seq) ? entry : undefined;
  } catch {
    return undefined;
  }
}
