import type { NodeAPI } from 'node-red';
import type { Actor } from '../../lib/audit/entry';
import { hashOf } from '../../lib/hash';
import type { Decision } from '../../lib/disposition/dispositions';
import { InspectionError } from '../../lib/inspection/errors';
import type { Disposition } from '../../lib/inspection/record';
import { answer } from '../shared/answer';
import { actorOf, record } from '../shared/audit';
import { permit } from '../shared/permit';
import type { Decided, ReportBook } from './book';

/** A report node that is deployed. */
export interface Bookkeeper {
  book: ReportBook;
  decide(asked: Decision): Promise<Decided>;
}

const bookkeepers = new Set<Bookkeeper>();

/** Lets the route find a report node; the way to take it out. */
export function keepBooks(bookkeeper: Bookkeeper): () => void {
  bookkeepers.add(bookkeeper);
  return () => void bookkeepers.delete(bookkeeper);
}

/** For people who decide: the history of a frame, and a further decision, signed with the name they signed in with. */
export function serveDispositions(RED: NodeAPI): void {
  RED.httpAdmin.get('/inspection/dispositions', permit(RED, 'dispositions.read'), (request, response) => {
    void answer(RED, response, () => historyOf(String(request.query.id ?? '')));
  });

  RED.httpAdmin.post('/inspection/dispositions', permit(RED, 'dispositions.write'), (request, response) => {
    const actor = actorOf(request);
    void answer(RED, response, async () => {
      const { id, decision, revision, note, by } = (request.body ?? {}) as Record<string, unknown>;
      const decided = await decideEverywhere({ id: String(id ?? ''), decision, revision, note, by: actor.name ?? by });
      await recordDecision(RED, actor, decided);
      return { id: decided.id, dispositions: decided.after };
    });
  });
}

/** Puts a decision into the audit log, unless it was known. */
export async function recordDecision(RED: NodeAPI, actor: Actor, { id, before, after }: Decided): Promise<void> {
  if (before.length === after.length) return;
  const detail = after.find(({ revision }) => !before.some((known) => known.revision === revision));
  const was = before.length > 0 ? hashOf(before) : undefined;
  await record(RED, { actor, event: 'disposition', subject: id, before: was, after: hashOf(after), detail });
}

async function keepersOf(id: string): Promise<Bookkeeper[]> {
  const all = await Promise.all([...bookkeepers].map(async (each) => ((await each.book.knows(id)) ? [each] : [])));
  const found = all.flat();
  if (found.length === 0) throw new InspectionError('ERR_DISPOSITION_FRAME', { id });
  return found;
}

async function historyOf(id: string): Promise<{ id: string; dispositions: Disposition[] }> {
  const [keeper] = await keepersOf(id);
  return { id, dispositions: (await keeper!.book.decisionsOn(id)) ?? [] };
}

/** A frame may be reported by several nodes. */
async function decideEverywhere(asked: Decision): Promise<Decided> {
  const [first, ...others] = await keepersOf(asked.id);
  const decided = await first!.decide(asked);
  const revision = decided.after.at(-1)?.revision;
  for (const each of others) await each.decide({ ...asked, revision: asked.revision ?? revision });
  return decided;
}
