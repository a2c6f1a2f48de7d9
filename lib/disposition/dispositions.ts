import { readFile, truncate } from 'node:fs/promises';
import { appendWhole } from '../append-whole';
import { timestamp } from '../inspection/clock';
import { InspectionError } from '../inspection/errors';
import type { Disposition } from '../inspection/record';
import { Turns } from '../queue/turns';
import { dispositionKind } from './kinds';

/** What is asked for, by a message or a request. */
export interface Decision {
  /** Of the inspection. */
  id: string;
  decision: unknown;
  /** Counts up with every decision on a frame; the next one when it is missing. */
  revision?: unknown;
  by?: unknown;
  note?: unknown;
}

const LONGEST_NOTE = 500;

/** What people decided about the frames of a report node: a file of JSON lines that only grows. */
export class Dispositions {
  private readonly turns = new Turns();
  private known?: Map<string, Disposition[]>;

  constructor(private readonly path: string) {}

  /** All decisions on a frame, by revision; the last one counts. */
  async of(id: string): Promise<Disposition[]> {
    return [...((await this.load()).get(id) ?? [])];
  }

  /** What was decided last on each frame that was decided on, newest first. */
  async latest(): Promise<{ id: string; decided: Disposition }[]> {
    const all = [...(await this.load())].map(([id, history]) => ({ id, decided: history.at(-1)! }));
    return all.sort((a, b) => b.decided.at.localeCompare(a.decided.at));
  }

  /**
   * Keeps a decision; it is on disk when the promise resolves. The same revision of the same frame is kept once.
   *
   * @returns the history before and after; equal when nothing is new
   * @throws InspectionError ERR_DISPOSITION, ERR_DISPOSITION_TAKEN, ERR_OPTIONS, ERR_REPORT_WRITE
   */
  put(asked: Decision): Promise<{ before: Disposition[]; after: Disposition[] }> {
    return this.turns.take(async () => {
      const all = await this.load();
      const before = all.get(asked.id) ?? [];
      const decided = dispositionOf(asked, before);
      const taken = before.find(({ revision }) => revision === decided.revision);
      if (taken?.decision === decided.decision) return { before, after: before };
      if (taken) {
        const { revision, decision } = taken;
        throw new InspectionError('ERR_DISPOSITION_TAKEN', { id: asked.id, revision, decision });
      }
      await this.append(asked.id, decided);
      const after = [...before, decided].sort((a, b) => a.revision - b.revision);
      all.set(asked.id, after);
      return { before, after };
    });
  }

  private async append(id: string, decided: Disposition): Promise<void> {
    try {
      await appendWhole(this.path, '', `${JSON.stringify({ id, ...decided })}\n`);
    } catch (thrown) {
      throw new InspectionError('ERR_REPORT_WRITE', { path: this.path, reason: (thrown as Error).message });
    }
  }

  private async load(): Promise<Map<string, Disposition[]>> {
    if (this.known) return this.known;
    const text = await readFile(this.path, 'utf8').catch(() => '');
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    if (whole.length < text.length) await truncate(this.path, Buffer.byteLength(whole));
    const known = new Map<string, Disposition[]>();
    for (const { id, ...decided } of whole.split('\n').flatMap((line) => parse(line) ?? [])) {
      known.set(
        id,
        [...(known.get(id) ?? []), decided].sort((a, b) => a.revision - b.revision),
      );
    }
    return (this.known ??= known);
  }
}

/** A line that somebody spoilt must not hold up every report; the audit log has the decision, too. */
function parse(line: string): ({ id: string } & Disposition) | undefined {
  try {
    return line ? (JSON.parse(line) as { id: string } & Disposition) : undefined;
  } catch {
    return undefined;
  }
}

function dispositionOf({ decision, revision, by, note }: Decision, before: Disposition[]): Disposition {
  const next = (before.at(-1)?.revision ?? 0) + 1;
  const number = revision === undefined || revision === '' ? next : Number(revision);
  if (!Number.isSafeInteger(number) || number < 1)
    throw new InspectionError('ERR_OPTIONS', { option: 'revision', reason: String(revision) });
  const text = (value: unknown) =>
    typeof value === 'string' && value.trim() ? value.trim().slice(0, LONGEST_NOTE) : undefined;
  const [person, remark] = [text(by), text(note)];
  return {
    revision: number,
    decision: dispositionKind(decision),
    at: timestamp(),
    ...(person && { by: person }),
    ...(remark && { note: remark }),
  };
}
