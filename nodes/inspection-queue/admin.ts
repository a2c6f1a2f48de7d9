import type { NodeAPI } from 'node-red';
import { timestamp } from '../../lib/inspection/clock';
import { InspectionError } from '../../lib/inspection/errors';
import type { Inbox } from '../../lib/queue/inbox';
import type { Reason } from '../../lib/queue/spool';
import { answer, type JsonResponse } from '../shared/answer';
import { languageIn } from '../shared/language';
import { permit } from '../shared/permit';
import type { StoreNode } from '../shared/store';

/** What the editor asks of a node that keeps a queue on disk: its state and dead letters, and to try some of them again. */
export function serveQueue(RED: NodeAPI): void {
  RED.httpAdmin.get('/inspection-queue/:id', permit(RED, 'flows.read'), (request, response) => {
    void answerOf(RED, String(request.params.id), response, (inbox) => ({
      state: inbox.state,
      dead: lettersOf(RED, inbox),
    }));
  });

  RED.httpAdmin.post('/inspection-queue/:id/again', permit(RED, 'flows.write'), (request, response) => {
    void answerOf(RED, String(request.params.id), response, (inbox) =>
      each(RED, inbox, request.body?.seqs, (seq) => inbox.tryAgain(seq)),
    );
  });

  RED.httpAdmin.post('/inspection-queue/:id/discard', permit(RED, 'flows.write'), (request, response) => {
    void answerOf(RED, String(request.params.id), response, (inbox) =>
      each(RED, inbox, request.body?.seqs, (seq) => inbox.discard(seq)),
    );
  });
}

function lettersOf(RED: NodeAPI, inbox: Inbox) {
  const words = ({ code, parameters }: Reason) => {
    const { message, advice } = new InspectionError(code, parameters, languageIn(RED));
    return { code, message, advice };
  };
  return inbox.deadLetters().map(({ entry: { seq, id, line, bytes, acceptedAt, tries }, reason }) => {
    const accepted = timestamp(new Date(acceptedAt));
    return { seq, id, line, bytes, tries, acceptedAt: accepted, reason: reason && words(reason) };
  });
}

/** Does `work` to the dead letters of these numbers; how many there were. */
async function each(RED: NodeAPI, inbox: Inbox, seqs: unknown, work: (seq: number) => Promise<boolean>) {
  if (!Array.isArray(seqs)) throw new InspectionError('ERR_OPTIONS', { option: 'seqs', reason: String(seqs) });
  let count = 0;
  for (const seq of seqs) if (await work(Number(seq))) count++;
  return { count, dead: lettersOf(RED, inbox) };
}

async function answerOf(
  RED: NodeAPI,
  id: string,
  response: JsonResponse,
  work: (inbox: Inbox) => unknown,
): Promise<void> {
  const node = RED.nodes.getNode(id) as StoreNode | null;
  if (!node?.inbox) return void response.status(404).json({ code: 'ERR_NOT_DEPLOYED' });
  await answer(RED, response, async () => work(await node.inbox!()));
}
