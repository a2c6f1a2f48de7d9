import type { NodeAPI } from 'node-red';
import type { Actor } from '../../lib/audit/entry';
import { recordModels, type ModelChange } from '../../lib/audit/models';
import { InspectionError } from '../../lib/inspection/errors';
import { DEFAULT_SETTINGS, type Device, type Precision } from '../../lib/inference';
import { importBundle } from '../../lib/models/bundle/import';
import { isFamily } from '../../lib/models/family';
import { modelPath, modelsHome } from '../../lib/models/home';
import { listModels } from '../../lib/models/listing';
import type { GraphPrecision } from '../../lib/models/graph';
import { pull } from '../../lib/models/pull/pull';
import { removeModel } from '../../lib/models/remove';
import { answer } from '../shared/answer';
import { actorOf, auditLogOf } from '../shared/audit';
import { languageIn } from '../shared/language';
import { permit } from '../shared/permit';
import { selfTest } from './self-test';
import { Transfers } from './transfers';

type Handler = (body: Record<string, string | undefined>, actor: Actor) => unknown;

/** What the form asks for: the models there are, and to pull, import, remove and try them. */
export function serveModels(RED: NodeAPI): void {
  const home = () => modelsHome(RED.settings.userDir);
  const transfers = new Transfers(() => languageIn(RED));
  const recorded = (actor: Actor, event: ModelChange, work: () => Promise<{ manifest: { id: string } }[]>) =>
    recordModels(auditLogOf(RED), actor, event, home(), work, (models) => models.map(({ manifest }) => manifest.id));
  const list = async () => ({ folder: home(), models: await listModels(home()), transfers: transfers.states() });

  RED.httpAdmin.get('/inspection-runtime/models', permit(RED, 'flows.read'), (_request, response) => {
    void answer(RED, response, list);
  });

  const onPost = (name: string, work: Handler) =>
    RED.httpAdmin.post(
      `/inspection-runtime/models/${name}`,
      permit(RED, 'flows.write'),
      (request, response) => void answer(RED, response, () => work(textsOf(request.body), actorOf(request))),
    );

  onPost('pull', ({ id = '', precision }, actor) => {
    const options = { home: home(), precision: precision as GraphPrecision | undefined };
    transfers.start(id, (signal, tell) =>
      recorded(actor, 'model.pulled', async () => [await pull(id, { ...options, signal, onProgress: tell })]),
    );
    return list();
  });
  onPost('import', ({ path = '' }, actor) => {
    transfers.start(path, (signal, tell) => {
      const onProgress = (told: { bytes: number; total: number }) =>
        tell({ ...told, fraction: told.bytes / told.total });
      return recorded(actor, 'model.imported', () => importBundle(path, { home: home(), signal, onProgress }));
    });
    return list();
  });
  onPost('cancel', ({ id = '' }) => {
    transfers.cancel(id);
    return list();
  });
  onPost('remove', async ({ id = '' }, actor) => {
    await recorded(actor, 'model.removed', async () => {
      await removeModel(home(), id);
      return [{ manifest: { id } }];
    });
    return list();
  });
  onPost('test', ({ model = '', family = '', device, precision }) => {
    if (!isFamily(family)) throw new InspectionError('ERR_OPTIONS', { option: 'family', reason: family });
    const settings = {
      device: (device as Device) || DEFAULT_SETTINGS.device,
      precision: (precision as Precision) || DEFAULT_SETTINGS.precision,
    };
    return selfTest(modelPath(home(), model), family, settings, languageIn(RED));
  });
}

/** @throws InspectionError ERR_OPTIONS for a body that is not an object of texts */
function textsOf(body: unknown): Record<string, string> {
  const entries = Object.entries((body ?? {}) as object);
  const [wrong] = entries.find(([, value]) => typeof value !== 'string') ?? [];
  if (wrong !== undefined) throw new InspectionError('ERR_OPTIONS', { option: wrong, reason: 'not a text' });
  return Object.fromEntries(entries) as Record<string, string>;
}
