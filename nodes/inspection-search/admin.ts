import type { Node, NodeAPI } from 'node-red';
import { findCases } from '../../lib/stages/search';
import { answer, type JsonResponse } from '../shared/answer';
import { permit } from '../shared/permit';
import type { Memory } from './memory';
import type { Rebuild } from './rebuild';

export interface SearchNode extends Node {
  memory?: Memory;
  rebuild?: Rebuild;
}

const SHOWN = 12;

/** What the form asks of a node: how its memory stands, cases for a text, and to see cases of other models anew. */
export function serveCases(RED: NodeAPI): void {
  RED.httpAdmin.get('/inspection-search/:id', permit(RED, 'cases.read'), (request, response) => {
    void answerOf(RED, String(request.params.id), response, async (memory, rebuild) => ({
      state: await (await memory.cases).state(),
      rebuild: rebuild.progress,
    }));
  });

  RED.httpAdmin.get('/inspection-search/:id/find', permit(RED, 'cases.read'), (request, response) => {
    void answerOf(RED, String(request.params.id), response, async (memory) => {
      const text = String(request.query.text ?? '').trim();
      const { engine, models } = memory.runtime;
      const asked = { engine, cases: await memory.cases, model: models.clip };
      const found = await findCases(asked, { count: SHOWN, ...(text && { text }) });
      return found.map(({ picture, record: { space: _, ...record }, ...rest }) => ({
        ...record,
        ...rest,
        picture: picture && Buffer.from(picture).toString('base64'),
      }));
    });
  });

  RED.httpAdmin.post('/inspection-search/:id/rebuild', permit(RED, 'cases.write'), (request, response) => {
    void answerOf(RED, String(request.params.id), response, (_memory, rebuild) => ({ rebuild: rebuild.start() }));
  });
}

async function answerOf(
  RED: NodeAPI,
  id: string,
  response: JsonResponse,
  work: (memory: Memory, rebuild: Rebuild) => unknown,
): Promise<void> {
  const { memory, rebuild } = (RED.nodes.getNode(id) as SearchNode | null) ?? {};
  if (!memory || !rebuild) return void response.status(404).json({ code: 'ERR_NOT_DEPLOYED' });
  await answer(RED, response, () => work(memory, rebuild));
}
