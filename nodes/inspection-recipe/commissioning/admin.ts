import type { IncomingMessage } from 'node:http';
import type { Node, NodeAPI } from 'node-red';
import { DEFAULT_WISHES } from '../../../lib/commission/fit';
import { commissioningPage } from '../../../lib/commission/page';
import type { ComparisonWish } from '../../../lib/commission/commission';
import { adviceOf } from '../../../lib/commission/words';
import { InspectionError } from '../../../lib/inspection/errors';
import { isRecipeId } from '../../../lib/recipe/check';
import { answer } from '../../shared/answer';
import { actorOf } from '../../shared/audit';
import type { Commissionable } from '../../shared/commissionable';
import { languageIn } from '../../shared/language';
import { numberOption } from '../../shared/options';
import { originIn } from '../../shared/origin';
import { permit } from '../../shared/permit';
import { recipesOf, recordRecipe } from '../../shared/recipes';
import { Session } from './session';

/** Of pictures that people decided on, when no number is asked for. */
const MOST_RECALLED = 50;
const MOST_BYTES = 100 << 20;
/** Sessions kept at a time; the oldest one ends when another begins. */
const MOST_SESSIONS = 4;

/** What the sidebar asks for: to take pictures, to learn from them, to show what came of it, and to save it. */
export function serveCommissioning(RED: NodeAPI): void {
  const sessions = new Map<string, Session>();
  const sessionOf = (id: unknown): Session => {
    const session = sessions.get(String(id));
    if (!session) throw new InspectionError('ERR_OPTIONS', { option: 'session', reason: String(id) });
    return session;
  };
  const end = async (id: string) => {
    const session = sessions.get(id);
    sessions.delete(id);
    await session?.end();
  };
  const stateOf = ({ id, state, found, problem }: Session) => {
    const { message, advice } = problem?.in(languageIn(RED)) ?? {};
    return {
      id,
      ...state,
      ...(message && { problem: `${message} → ${advice}` }),
      ...(found && { advice: adviceOf(found) }),
    };
  };
  const base = '/inspection-recipe/commissioning';

  RED.httpAdmin.post(base, permit(RED, 'flows.write'), (_request, response) => {
    void answer(RED, response, async () => {
      const session = new Session();
      sessions.set(session.id, session);
      if (sessions.size > MOST_SESSIONS) await end(sessions.keys().next().value!);
      return stateOf(session);
    });
  });

  RED.httpAdmin.post(`${base}/:id/pictures`, permit(RED, 'flows.write'), (request, response) => {
    void answer(RED, response, async () => {
      const session = sessionOf(request.params.id);
      const { name, side } = request.query;
      await session.put(String(name), side === 'ok', await bodyOf(request));
      return stateOf(session);
    });
  });

  RED.httpAdmin.get(`${base}/:id`, permit(RED, 'flows.read'), (request, response) => {
    void answer(RED, response, () => stateOf(sessionOf(request.params.id)));
  });

  RED.httpAdmin.get(`${base}/:id/page`, permit(RED, 'flows.read'), (request, response) => {
    const { found } = sessions.get(String(request.params.id)) ?? {};
    if (!found) return void answer(RED, response, () => sessionOf(undefined));
    response.set({
      'Content-Security-Policy': "default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox",
    });
    response.type('html').send(commissioningPage(found, String(request.query.name || '시운전')));
  });

  const onPost = (name: string, work: (session: Session, body: Record<string, unknown>, request: object) => unknown) =>
    RED.httpAdmin.post(`${base}/:id/${name}`, permit(RED, 'flows.write'), (request, response) => {
      void answer(RED, response, async () => {
        const session = sessionOf(request.params.id);
        const told = await work(session, (request.body ?? {}) as Record<string, unknown>, request);
        return { ...stateOf(session), ...(told as object | undefined) };
      });
    });

  onPost('take', (session, { name, side }) => session.take(String(name), side === 'ok'));
  onPost('recall', (session, { most }) => session.recall(numberOption('most', String(most ?? ''), MOST_RECALLED)));
  onPost('run', (session, { node, miss, falseAlarm, comparison }) => {
    const wishes = {
      miss: shareOf(miss, DEFAULT_WISHES.miss),
      falseAlarm: shareOf(falseAlarm, DEFAULT_WISHES.falseAlarm),
    };
    session.begin(RED.nodes.getNode(String(node)) as (Node & Commissionable) | null, wishes, comparisonOf(comparison));
  });
  onPost('save', async ({ found, models }, { recipe }, request) => {
    if (!isRecipeId(recipe) || !found) throw new InspectionError('ERR_RECIPE', { field: 'id' });
    const folder = recipesOf(RED);
    const origin = models && (await originIn(RED, models));
    const known = await folder.read(recipe).catch(() => ({ id: recipe, name: recipe, products: [] }));
    const { before, after } = await folder.save({ ...known, judge: found.judge, fit: found.fit, origin });
    await recordRecipe(RED, actorOf(request), 'recipe.saved', before, after);
    return { recipe, version: after.version };
  });
  onPost('end', ({ id }) => end(id));
}

function comparisonOf(value: unknown = 'auto'): ComparisonWish {
  if (value === 'auto' || value === 'always' || value === 'never') return value;
  throw new InspectionError('ERR_OPTIONS', { option: 'comparison', reason: String(value) });
}

function shareOf(value: unknown, otherwise: number): number {
  const share = value === undefined || value === '' ? otherwise : Number(value);
  if (!(share > 0 && share < 1))
    throw new InspectionError('ERR_OPTIONS', { option: 'miss, falseAlarm', reason: String(value) });
  return share;
}

/** The bytes of a request that no parser has read. */
async function bodyOf(request: unknown): Promise<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as IncomingMessage) {
    bytes += (part as Buffer).length;
    if (bytes > MOST_BYTES) throw new InspectionError('ERR_IMAGE_TOO_LARGE', { bytes, limit: MOST_BYTES });
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts);
}
